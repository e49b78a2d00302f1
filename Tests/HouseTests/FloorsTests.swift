// Imports go down the floors and never sideways.

import Testing

struct FloorsTests {
  private func violations(_ module: String, _ text: String) -> [String] {
    Floors.violations(in: TextFile(path: "Sources/\(module)/Made.swift", text: text))
  }

  @Test func `every import in Sources goes to a floor below`() {
    let files = SourceTree.files(in: "Sources").filter(\.isSwift)
    #expect(files.count > 80)
    #expect(files.flatMap(Floors.violations) == [])
  }

  @Test func `every folder of Sources stands on a floor`() {
    let modules = Set(SourceTree.files(in: "Sources").map(\.module))
    #expect(modules.subtracting(Floors.floor.keys) == [])
  }

  @Test(
    arguments: [
      ("ConcordSearch", "import Concordance"), ("ConcordSearch", "internal import ConcordBuild"),
      ("ConcordText", "public import ConcordArtifact"), ("ConcordBytes", "import ConcordBytes"),
      ("ConcordServer", "  import ConcordTerminal"), ("concord", "import CKernels"), ("ConcordText", "import CLZ4"),
      ("ConcordArtifact", "import ConcordStemmer"), ("ConcordBuild", "import ConcordYAML"),
      ("ConcordText", "import CStemmer"), ("Concordance", "import CKernels"), ("Concordance", "import ArgumentParser"),
      ("ConcordBytes", "import Foundation"), ("concord", "import FoundationEssentials"),
      ("ConcordServer", "package import struct Foundation.Date"), ("Unknown", "import ConcordBytes"),
    ])
  func `canary: a forbidden import is reported`(module: String, text: String) {
    #expect(violations(module, text).count == 1)
  }

  @Test(
    arguments: [
      ("ConcordSearch", "internal import CKernels\nimport ConcordText"), ("concord", "import ArgumentParser"),
      ("ConcordBytes", "#if canImport(Glibc)\n  internal import Glibc\n#endif"),
      ("ConcordText", "// import Foundation is what a comment may say\nlet important = 1"),
    ])
  func `canary: an allowed import is not`(module: String, text: String) {
    #expect(violations(module, text) == [])
  }
}
