// swift-tools-version: 6.2
// Concordance: build a search index once, ship it as one file, query it in microseconds.

import PackageDescription

/// Every Swift target is compiled with the same strictness.
let strict: [SwiftSetting] = [
  .strictMemorySafety(),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
]

let package = Package(
  name: "concordance",
  platforms: [.macOS(.v15)],
  traits: [
    .default(enabledTraits: ["Stemming", "FrontMatter"]),
    .trait(name: "Stemming", description: "Snowball stemmers through libstemmer."),
    .trait(name: "FrontMatter", description: "YAML front matter of Markdown files through libyaml."),
  ],
  targets: [
    // Floor 0: bytes, and one thin face over each C library.
    .target(name: "CKernels"),
    .systemLibrary(name: "CLZ4", pkgConfig: "liblz4", providers: [.apt(["liblz4-dev"]), .brew(["lz4"])]),
    .systemLibrary(name: "CStemmer", providers: [.apt(["libstemmer-dev"]), .brew(["snowball"])]),
    .target(name: "ConcordBytes", dependencies: ["CKernels", "CLZ4"], swiftSettings: strict),
    .target(
      name: "ConcordStemmer",
      dependencies: [.target(name: "CStemmer", condition: .when(traits: ["Stemming"]))],
      swiftSettings: strict),
    .target(
      name: "ConcordText", dependencies: ["CKernels", "ConcordBytes", "ConcordStemmer"], swiftSettings: strict),
    // Shows and times tokens; `tools/check-plain-tokens.py` runs it.
    .executableTarget(
      name: "analysis-probe", dependencies: ["ConcordText", "ConcordStemmer"], path: "tools/analysis-probe",
      swiftSettings: strict),
    .testTarget(name: "HouseTests", swiftSettings: strict),
    .testTarget(
      name: "ConcordTextTests", dependencies: ["ConcordText", "ConcordBytes", "ConcordStemmer", "CKernels"],
      swiftSettings: strict),
    .testTarget(name: "ConcordStemmerTests", dependencies: ["ConcordStemmer"], swiftSettings: strict),
  ],
  swiftLanguageModes: [.v6]
)
