// Records of documents read back, one by one and from the table.

import ConcordBytes
import ConcordTestSupport
import Testing

@testable import ConcordArtifact

struct DocumentTableTests {
  private func record(_ random: inout SeededRandom) -> DocumentRecord {
    var record = DocumentRecord()
    if random.below(2) == 0 { record.source = (random.below(9), random.below(1_000_000)) }
    record.title = random.bytes(random.below(30))
    record.extents = [UInt32(random.below(20)), UInt32(random.below(100_000))]
    record.storeOffset = random.below(1 << 40)
    record.attributesLength = random.below(300)
    record.bodyLength = random.below(1_000_000)
    var offset = 0
    for index in 0..<random.below(40) {
      offset = min(record.bodyLength, offset + random.below(500))
      let late = random.below(3) == 0 ? UInt32(random.below(1_000)) : 0
      record.checkpoints.append(Checkpoint(offset: offset, position: UInt32(index) * 64 + late))
    }
    offset = 0
    for _ in 0..<random.below(10) {
      offset = min(record.bodyLength, offset + random.below(900))
      record.anchors.append(Anchor(offset: offset, level: 1 + random.below(6)))
    }
    return record
  }

  @Test func `a record reads back, and its truncation at any length throws`() throws {
    var random = SeededRandom(seed: 15)
    for _ in 0..<300 {
      let record = record(&random)
      var out = ByteWriter()
      record.encode(into: &out)
      #expect(try out.withView { try DocumentRecord($0, fields: 2) } == record)
      for length in stride(from: 0, to: out.count, by: 1 + out.count / 20) {
        let part = Array(out.bytes.prefix(length))
        #expect(throws: BytesError.self) { try part.withView { try DocumentRecord($0, fields: 2) } }
      }
    }
  }

  @Test func `random records give an error or a record within its body`() {
    var random = SeededRandom(seed: 16)
    for round in 0..<20_000 {
      var out = ByteWriter()
      record(&random).encode(into: &out)
      var bytes = round % 2 == 0 ? out.bytes : random.bytes(random.below(60))
      if !bytes.isEmpty { bytes[random.below(bytes.count)] = UInt8(truncatingIfNeeded: random.next()) }
      guard let record = try? bytes.withView({ try DocumentRecord($0, fields: 2) }) else { continue }
      if !record.checkpoints.allSatisfy({ $0.offset <= record.bodyLength }) { Issue.record("a checkpoint outside") }
      if !record.anchors.allSatisfy({ $0.offset <= record.bodyLength }) { Issue.record("an anchor outside") }
    }
    #expect(Bool(true), "no record trapped")
  }

  @Test func `fields start after those before and a gap each`() {
    var record = DocumentRecord()
    record.extents = [5, 7, 9]
    #expect((0..<3).map { record.start(of: $0) } == [0, 21, 44])
  }

  @Test(arguments: [0, 1, 63, 64, 65, 128, 500])
  func `a table gives each record back`(count: Int) throws {
    var random = SeededRandom(seed: UInt64(count))
    let records = (0..<count).map { _ in record(&random) }
    let documents = SectionSpool(.documents)
    let offsets = SectionSpool(.documentOffsets)
    var writer = DocumentTableWriter(records: documents)
    for record in records { try writer.append(record) }
    try writer.finish(offsets: offsets)
    let artifact = try ArtifactBytes(bytes: try MadeArtifact.bytes([documents, offsets]))
    let table = try DocumentTable(artifact, documents: count, settings: SettingsTests.sample)
    for (number, record) in records.enumerated() { #expect(try table.record(number) == record) }
    #expect(throws: ArtifactError.self) {
      try DocumentTable(artifact, documents: count + 1, settings: SettingsTests.sample)
    }
  }
}
