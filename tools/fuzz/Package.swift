// swift-tools-version: 6.2
// Fuzz targets, in a package of their own so that the shipped manifest needs no flags of sanitizers; `tools/fuzz/run` builds it.
//
// What a target calls is open within a package only, so this one takes the sources of the library as its own: `Library` and
// `Cases` are links to `Sources` and `Tests`. One build then instruments everything, C kernels included.

import PackageDescription

let strict: [SwiftSetting] = [
  .strictMemorySafety(),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
  // The traits of the library, which are on by default.
  .define("Stemming"), .define("FrontMatter"),
]

/// A module of the library.
func library(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
  .target(name: name, dependencies: dependencies, path: "Library/\(name)", swiftSettings: strict)
}

/// A module that the tests share.
func cases(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
  .target(name: name, dependencies: dependencies, path: "Cases/\(name)", swiftSettings: strict)
}

/// A program that fuzzes; libFuzzer brings its `main`.
func fuzzer(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
  .executableTarget(
    name: "fuzz-\(name)", dependencies: ["FuzzSupport"] + dependencies, path: "Targets/\(name)", swiftSettings: strict)
}

let package = Package(
  name: "concordance-fuzz",
  platforms: [.macOS(.v15)],
  targets: [
    .target(name: "CKernels", path: "Library/CKernels"),
    .systemLibrary(name: "CLZ4", path: "Library/CLZ4", pkgConfig: "liblz4"),
    .systemLibrary(name: "CStemmer", path: "Library/CStemmer"),
    .systemLibrary(name: "CYAML", path: "Library/CYAML", pkgConfig: "yaml-0.1"),
    library("ConcordBytes", ["CKernels", "CLZ4"]),
    library("ConcordStemmer", ["CStemmer"]),
    library("ConcordYAML", ["CYAML"]),
    library("ConcordText", ["CKernels", "ConcordStemmer"]),
    library("ConcordMarkdown", ["CKernels", "ConcordBytes", "ConcordYAML"]),
    library("ConcordArtifact", ["CKernels", "ConcordBytes", "ConcordText"]),
    library("ConcordBuild", ["ConcordBytes", "ConcordText", "ConcordMarkdown", "ConcordArtifact"]),
    library("ConcordSearch", ["CKernels", "ConcordBytes", "ConcordText", "ConcordArtifact"]),
    library("Concordance", ["ConcordSearch", "ConcordArtifact", "ConcordText", "ConcordBytes"]),
    cases("ConcordTestSupport", ["ConcordBytes", "ConcordText", "ConcordArtifact", "ConcordSearch"]),
    cases("MarkdownTestCases", ["ConcordTestSupport", "ConcordMarkdown"]),
    .target(name: "FuzzSupport", dependencies: ["CKernels"], path: "Targets/FuzzSupport", swiftSettings: strict),
    fuzzer("markdown", ["ConcordMarkdown", "ConcordBytes", "MarkdownTestCases"]),
    fuzzer("markdown-stream", ["ConcordMarkdown", "ConcordBytes"]),
    fuzzer("markdown-repeat", ["ConcordMarkdown", "ConcordBytes", "ConcordTestSupport"]),
    fuzzer("artifact", ["Concordance", "ConcordSearch", "ConcordBuild", "ConcordArtifact", "ConcordBytes"]),
    fuzzer("query", ["Concordance", "ConcordSearch", "ConcordBuild", "ConcordArtifact", "ConcordBytes"]),
    fuzzer("json", ["ConcordText"]),
    fuzzer("csv", ["ConcordText"]),
    fuzzer("yaml", ["ConcordMarkdown", "ConcordYAML", "ConcordBytes"]),
  ],
  swiftLanguageModes: [.v6]
)
