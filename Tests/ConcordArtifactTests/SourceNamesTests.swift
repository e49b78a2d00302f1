// Names of sources by number.

import Testing

@testable import ConcordArtifact

struct SourceNamesTests {
  @Test func `names are found by number, and no others`() throws {
    let names = ["a.jsonl", "", "ü/b.csv"]
    let section = try MadeArtifact.section(SourceNames.encode(names), kind: .sources)
    for (number, name) in names.enumerated() { #expect(try SourceNames.name(number, in: section) == name) }
    #expect(throws: ArtifactError.self) { try SourceNames.name(3, in: section) }
  }

  @Test func `cut sections are errors`() throws {
    let bytes = SourceNames.encode(["a.jsonl", "b.jsonl"])
    for length in 0..<bytes.count {
      let section = try MadeArtifact.section(Array(bytes.prefix(length)), kind: .sources)
      #expect(throws: ArtifactError.self) { try SourceNames.name(1, in: section) }
    }
  }
}
