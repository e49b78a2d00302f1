// Package.swift declares what the sources import, no more and no less.

import Testing

struct ManifestTests {
  @Test func `every target of ours declares exactly the modules that it imports`() throws {
    let targets = Manifest.targets(in: try #require(SourceTree.text(of: "Package.swift")))
    let files = SourceTree.files(in: "Sources").filter(\.isSwift)
    var imports: [String: Set<String>] = [:]
    for file in files { imports[file.module, default: []].formUnion(Imports.modules(in: file)) }
    #expect(Set(imports.keys).subtracting(targets.map(\.name)) == [])
    for target in targets where imports[target.name] != nil {
      #expect(Manifest.violations(target, imports: imports[target.name] ?? []) == [])
    }
  }

  @Test func `whatever the README and the pages import is a product, which other packages can depend on`() throws {
    let pages = SourceTree.files(in: "Sources").filter { $0.path.hasSuffix(".md") }.map(\.text)
    let text = try #require(SourceTree.text(of: "README.md")) + pages.joined(separator: "\n")
    let imports = text.split(separator: "\n").filter { $0.hasPrefix("import Concord") }
    let imported = Set(imports.map { String($0.dropFirst("import ".count)) })
    #expect(imported.isSuperset(of: ["Concordance", "ConcordBuild"]))
    let manifest = try #require(SourceTree.text(of: "Package.swift"))
    #expect(imported.filter { !manifest.contains(".library(name: \"\($0)\", targets: [\"\($0)\"])") } == [])
  }

  @Test func `canary: a made-up manifest is read with its conditions and products`() {
    let text = """
      let package = Package(
        products: [.library(name: "A", targets: ["A"])],
        targets: [
          .target(name: "CKernels"),
          .systemLibrary(name: "CLZ4", pkgConfig: "liblz4", providers: [.apt(["liblz4-dev"])]),
          // A comment.
          .target(
            name: "ConcordText",
            dependencies: [.target(name: "CStemmer", condition: .when(traits: ["Stemming"])), "ConcordBytes"],
            swiftSettings: strict),
          .executableTarget(
            name: "concord", dependencies: ["Concordance", .product(name: "ArgumentParser", package: "parser")]),
        ]
      )
      """
    #expect(
      Manifest.targets(in: text) == [
        ManifestTarget(kind: "target", name: "CKernels", dependencies: []),
        ManifestTarget(kind: "systemLibrary", name: "CLZ4", dependencies: []),
        ManifestTarget(kind: "target", name: "ConcordText", dependencies: ["CStemmer", "ConcordBytes"]),
        ManifestTarget(kind: "executableTarget", name: "concord", dependencies: ["Concordance", "ArgumentParser"]),
      ])
  }

  @Test func `canary: too many and too few dependencies are reported`() {
    let target = ManifestTarget(kind: "target", name: "ConcordText", dependencies: ["ConcordBytes", "CKernels"])
    #expect(
      Manifest.violations(target, imports: ["ConcordBytes", "ConcordStemmer", "Glibc"]) == [
        "ConcordText declares CKernels and never imports it",
        "ConcordText imports ConcordStemmer and does not declare it",
      ])
  }
}
