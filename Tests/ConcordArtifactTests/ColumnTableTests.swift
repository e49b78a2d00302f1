// Columns out of sections, whole and damaged.

import ConcordBytes
import ConcordTestSupport
import Testing

@testable import ConcordArtifact

struct ColumnTableTests {
  private func open(_ sections: MadeColumns.Sections) throws(ArtifactError) -> ColumnTable {
    let bytes: [UInt8]
    do { bytes = try MadeArtifact.bytes(sections.map { ($0.kind, $0.bytes) }) } catch { return try open(sections) }
    return try ColumnTable(ArtifactBytes(bytes: bytes), documents: 130)
  }

  @Test func `values of every type come back`() throws {
    let table = try open(MadeColumns.sections())
    #expect(table.columns.map(\.name) == ["day", "key", "one", "price", "tags", "zero"])
    #expect(table["none"] == nil)
    let day = try #require(table["day"])
    #expect(try day.values(ofSlot: 10).map(\.description) == ["1970-01-02"])
    let key = try #require(table["key"])
    #expect(
      try (0..<5).map { try key.values(ofSlot: $0) } == [
        [.keyword("")], [.keyword("ab")], [.keyword("abc")], [.keyword("zz")], [],
      ])
    #expect(try key.keywordRank(Array("abc".utf8)) == (2, true))
    #expect(try key.keywordRank(Array("abb".utf8)) == (2, false))
    #expect(try key.keywordRank(Array("zzz".utf8)) == (4, false))
    #expect(try table["price"]?.values(ofSlot: 129) == [.double(43)])
    let tags = try #require(table["tags"])
    #expect(try tags.values(ofSlot: 99) == [.bool(false), .bool(true)])
    #expect(try tags.values(ofSlot: 100) == [])
    #expect(try table["zero"]?.values(ofSlot: 5) == [])
  }

  @Test func `an artifact without the sections has no columns`() throws {
    let artifact = try MadeArtifact.open([(.settings, [1])])
    #expect(try ColumnTable(artifact, documents: 3).columns.isEmpty)
  }

  @Test func `canary: what is asked of damaged columns is answered by whole ones`() throws {
    #expect(try MadeColumns.readAll(open(MadeColumns.sections())).count > 700)
  }

  @Test func `any byte may be anything: values or an error`() throws {
    let whole = try MadeColumns.sections()
    var (answered, refused) = (0, 0)
    for index in whole.indices {
      for offset in whole[index].bytes.indices {
        // Section CIDX holds what sizes and places follow from.
        for change in (index == 0 ? [0xFF, 0x80, 0x01] : [offset % 2 == 0 ? 0xFF : 0x41]) as [UInt8] {
          var sections = whole
          sections[index].bytes[offset] ^= change
          let outcome = MadeArtifact.outcome { () throws(ArtifactError) in try MadeColumns.readAll(open(sections)) }
          if outcome == nil { refused += 1 } else { answered += 1 }
        }
      }
    }
    #expect(answered > 100 && refused > 100)
  }

  @Test func `a section may end anywhere`() throws {
    let whole = try MadeColumns.sections()
    var refused = 0
    for index in whole.indices {
      for length in stride(from: 0, to: whole[index].bytes.count, by: 3) {
        var sections = whole
        sections[index].bytes.removeLast(sections[index].bytes.count - length)
        if MadeArtifact.outcome({ () throws(ArtifactError) in try MadeColumns.readAll(open(sections)) }) == nil {
          refused += 1
        }
      }
    }
    #expect(refused > 100)
  }

  @Test func `counts of values and keywords beyond the file are refused`() throws {
    let whole = try MadeColumns.sections()
    func outcome(_ change: (inout ColumnEntry) -> Void) -> Bool {
      var entry = ColumnEntry(name: Array("x".utf8))
      (entry.type, entry.hasMany, entry.documents, entry.values) = (.integer, true, 1, 2)
      change(&entry)
      var sections = whole
      sections[0].bytes = ColumnEntry.encode([entry])
      return MadeArtifact.outcome { () throws(ArtifactError) in try MadeColumns.readAll(open(sections)) } != nil
    }
    #expect(!outcome { $0.values = 1 << 39 })
    #expect(!outcome { $0.documents = 131 })
    #expect(!outcome { $0.list.table = 1 << 59 })
    #expect(!outcome { $0.list.data = 1 << 59 })
    #expect(!outcome { $0.step = 0 })
    #expect(!outcome { ($0.type, $0.keys, $0.firstKey) = (.keyword, 9, 1) })
    #expect(!outcome { ($0.least, $0.greatest) = (2, 1) })
    #expect(!outcome { $0.type = .null })
  }

  @Test func `two columns of one name are refused`() throws {
    var sections = try MadeColumns.sections()
    sections[0].bytes = ColumnEntry.encode([ColumnEntry(name: [65]), ColumnEntry(name: [65])])
    #expect(MadeArtifact.outcome { () throws(ArtifactError) in try open(sections) } == nil)
  }
}
