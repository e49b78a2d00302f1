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
  products: [
    // What another package may import: searching, building, Markdown, and text alone.
    .library(name: "Concordance", targets: ["Concordance"]),
    .library(name: "ConcordBuild", targets: ["ConcordBuild"]),
    .library(name: "ConcordMarkdown", targets: ["ConcordMarkdown"]),
    .library(name: "ConcordText", targets: ["ConcordText"]),
  ],
  traits: [
    .default(enabledTraits: ["Stemming", "FrontMatter"]),
    .trait(name: "Stemming", description: "Snowball stemmers through libstemmer."),
    .trait(name: "FrontMatter", description: "YAML front matter of Markdown files through libyaml."),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2")
  ],
  targets: [
    // Floor 0: bytes, and one thin face over each C library.
    .target(name: "CKernels"),
    .systemLibrary(name: "CLZ4", pkgConfig: "liblz4", providers: [.apt(["liblz4-dev"]), .brew(["lz4"])]),
    .systemLibrary(name: "CStemmer", providers: [.apt(["libstemmer-dev"]), .brew(["snowball"])]),
    .systemLibrary(
      name: "CYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"]), .brew(["libyaml"])]),
    .target(name: "ConcordBytes", dependencies: ["CKernels", "CLZ4"], swiftSettings: strict),
    .target(
      name: "ConcordStemmer",
      dependencies: [.target(name: "CStemmer", condition: .when(traits: ["Stemming"]))],
      swiftSettings: strict),
    .target(
      name: "ConcordYAML",
      dependencies: [.target(name: "CYAML", condition: .when(traits: ["FrontMatter"]))],
      swiftSettings: strict),
    .target(
      name: "ConcordText", dependencies: ["CKernels", "ConcordStemmer"], swiftSettings: strict),
    .target(name: "ConcordMarkdown", dependencies: ["CKernels", "ConcordBytes", "ConcordYAML"], swiftSettings: strict),
    .target(
      name: "ConcordArtifact", dependencies: ["CKernels", "ConcordBytes", "ConcordText"], swiftSettings: strict),
    .target(
      name: "ConcordBuild",
      dependencies: ["CKernels", "ConcordBytes", "ConcordText", "ConcordMarkdown", "ConcordArtifact"],
      swiftSettings: strict),
    .target(
      name: "ConcordSearch", dependencies: ["CKernels", "ConcordBytes", "ConcordText", "ConcordArtifact"],
      swiftSettings: strict),
    .target(
      name: "Concordance", dependencies: ["ConcordSearch", "ConcordArtifact", "ConcordText", "ConcordBytes"],
      swiftSettings: strict),
    .target(name: "ConcordTerminal", dependencies: ["ConcordMarkdown", "ConcordBytes"], swiftSettings: strict),
    .executableTarget(
      name: "concord",
      dependencies: [
        "Concordance", "ConcordBuild", "ConcordSearch", "ConcordArtifact", "ConcordMarkdown", "ConcordTerminal",
        "ConcordBytes",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: strict),
    // Shows and times tokens; `tools/check-plain-tokens.py` runs it.
    .executableTarget(
      name: "analysis-probe", dependencies: ["ConcordText", "ConcordStemmer"], path: "tools/analysis-probe",
      swiftSettings: strict),
    // Damages an artifact in every way and counts what a reader makes of it.
    .executableTarget(
      name: "damage-harness",
      dependencies: ["Concordance", "ConcordSearch", "ConcordBuild", "ConcordArtifact", "ConcordBytes"],
      path: "tools/damage-harness", swiftSettings: strict),
    // What tests share: generators, reference models, where the shared data lies.
    .target(
      name: "ConcordTestSupport", dependencies: ["ConcordBytes", "ConcordText", "ConcordArtifact", "ConcordSearch"],
      path: "Tests/ConcordTestSupport", swiftSettings: strict),
    // The allocator's own figures, for tests.
    .target(name: "CTestSupport", path: "Tests/CTestSupport"),
    // Compares Jaro-Winkler and its best words of a list with rapidfuzz; `tools/bench/jaro-check` runs it.
    .executableTarget(
      name: "similarity-probe", dependencies: ["ConcordText", "ConcordTestSupport"],
      path: "tools/similarity-probe", swiftSettings: strict),
    // Times comparing bytes against memcmp.
    .executableTarget(
      name: "compare-probe", dependencies: ["ConcordBytes", "ConcordTestSupport"], path: "tools/compare-probe",
      swiftSettings: strict),
    // Answers queries by the definition of a score, to be compared with other engines.
    .executableTarget(
      name: "reference-probe",
      dependencies: ["ConcordTestSupport", "ConcordBytes", "ConcordArtifact", "ConcordSearch"],
      path: "tools/reference-probe", swiftSettings: strict),
    // Checks completion against sorting, times it and counts its allocations.
    .executableTarget(
      name: "suggest-probe",
      dependencies: [
        "CAllocationCount", "ConcordTestSupport", "ConcordText", "ConcordBytes", "ConcordArtifact", "ConcordSearch",
        "Concordance",
      ],
      path: "tools/suggest-probe", swiftSettings: strict),
    // Counts allocations of queries and times stopped searches; a program of its own, since it stands in for malloc.
    .target(name: "CAllocationCount", path: "tools/search-probe/CAllocationCount"),
    .executableTarget(
      name: "search-probe",
      dependencies: ["CAllocationCount", "ConcordTestSupport", "ConcordBytes", "ConcordArtifact", "ConcordSearch"],
      path: "tools/search-probe/search-probe", swiftSettings: strict),
    // Hostile and random Markdown, and a strict reader of safe HTML: for tests and for the probe, which stays small.
    .target(
      name: "MarkdownTestCases", dependencies: ["ConcordTestSupport", "ConcordMarkdown"],
      path: "Tests/MarkdownTestCases", swiftSettings: strict),
    // Times and checks Markdown's HTML, and looks for inputs that take more than linear time; `tools/bench/markdown` runs it.
    .executableTarget(
      name: "markdown-probe",
      dependencies: ["ConcordMarkdown", "ConcordBytes", "MarkdownTestCases", "ConcordTestSupport"],
      path: "tools/markdown-probe",
      swiftSettings: strict),
    .testTarget(name: "HouseTests", swiftSettings: strict),
    .testTarget(
      name: "ConcordBytesTests", dependencies: ["CKernels", "ConcordBytes", "ConcordTestSupport"],
      swiftSettings: strict),
    .testTarget(
      name: "ConcordArtifactTests",
      dependencies: ["CKernels", "ConcordBytes", "ConcordArtifact", "ConcordTestSupport"], swiftSettings: strict),
    .testTarget(
      name: "ConcordTextTests",
      dependencies: ["ConcordText", "ConcordBytes", "ConcordStemmer", "ConcordTestSupport", "CKernels"],
      swiftSettings: strict),
    .testTarget(
      name: "ConcordSearchTests",
      dependencies: ["ConcordSearch", "ConcordBuild", "ConcordArtifact", "ConcordBytes", "ConcordTestSupport"],
      swiftSettings: strict),
    .testTarget(
      name: "ConcordanceTests",
      dependencies: ["Concordance", "ConcordBuild", "ConcordBytes", "ConcordTestSupport", "CTestSupport"],
      swiftSettings: strict),
    .testTarget(
      name: "EndToEndTests", dependencies: ["concord", "ConcordTestSupport", "MarkdownTestCases"],
      swiftSettings: strict),
    .testTarget(name: "ConcordStemmerTests", dependencies: ["ConcordStemmer"], swiftSettings: strict),
    .testTarget(name: "ConcordYAMLTests", dependencies: ["ConcordYAML"], swiftSettings: strict),
    .testTarget(
      name: "ConcordMarkdownTests",
      dependencies: ["ConcordMarkdown", "ConcordBytes", "ConcordText", "ConcordTestSupport", "MarkdownTestCases"],
      swiftSettings: strict),
    .testTarget(
      name: "ConcordTerminalTests",
      dependencies: ["ConcordTerminal", "ConcordMarkdown", "ConcordBytes", "ConcordTestSupport", "MarkdownTestCases"],
      swiftSettings: strict),
    .testTarget(
      name: "ConcordBuildTests",
      dependencies: ["ConcordBuild", "ConcordArtifact", "ConcordText", "ConcordBytes", "ConcordTestSupport"],
      swiftSettings: strict),
  ],
  swiftLanguageModes: [.v6]
)
