// swift-tools-version: 6.2
// Benchmarks, in a package of their own so that nobody who uses the library resolves what they need.

import PackageDescription

let package = Package(
  name: "concordance-bench",
  platforms: [.macOS(.v15)],
  dependencies: [.package(name: "concordance", path: "../..")],
  targets: [
    .executableTarget(
      name: "json-bench",
      dependencies: [.product(name: "ConcordText", package: "concordance")],
      swiftSettings: [.strictMemorySafety()])
  ],
  swiftLanguageModes: [.v6]
)
