// Whole files out of made-up sections: what is written is read back, and every damage shows.

import ConcordBytes
import ConcordTestSupport
import Testing

@testable import ConcordArtifact

struct ArtifactBytesTests {
  private func sample(_ count: Int) -> [UInt8] { (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31 ^ $0 >> 8) } }

  @Test(arguments: [0, 1, 63, 64, 4_032, 4_033, 4_096, 70_000, 65 * 4_096, 600 * 4_096])
  func `sections of any length read back and verify`(length: Int) throws {
    let artifact = try MadeArtifact.open([(.store, sample(length)), (.settings, [7])])
    #expect(artifact.sections.map(\.kind) == [.settings, .store, .checksums])
    #expect(try artifact.section(.store).all().array == sample(length))
    #expect(try artifact.section(.settings).all().array == [7])
    #expect(artifact.verifyEverything() == [])
    #expect(artifact.contentIdentity == Hash128(high: 1, low: 2))
    #expect((artifact.storedLevels.count > 0) == (artifact.unitCount > 64))
  }

  @Test func `a section spooled through a file gives the same bytes`() throws {
    let folder = TemporaryFolder()
    let bytes = sample(900_001)
    let spool = SectionSpool(.store, folder: folder.path)
    for start in stride(from: 0, to: bytes.count, by: 10_007) {
      try spool.append(Array(bytes[start..<min(bytes.count, start + 10_007)]))
    }
    #expect(try MadeArtifact.bytes([spool]) == MadeArtifact.bytes([(.store, bytes)]))
    #expect(folder.names == [])
  }

  @Test func `ranges outside of a section are errors, also in its padding`() throws {
    let section = try MadeArtifact.section(sample(100))
    for (offset, length) in [(-1, 1), (0, -1), (0, 101), (100, 1), (101, 0), (.max, 1), (1, .max), (.min, .min)] {
      #expect(throws: ArtifactError.self) { try section.bytes(offset, length) }
    }
    #expect(try section.bytes(100, 0).count == 0)
    #expect(throws: ArtifactError.self) { try section.u32(at: 97) }
    #expect(throws: ArtifactError.self) { try section.u64(at: 93) }
  }

  @Test func `a missing section is a typed error`() throws {
    let artifact = try MadeArtifact.open([(.settings, [1])])
    #expect(throws: ArtifactError.self) { try artifact.section(.terms) }
  }

  @Test func `each kind of wrong file has its own error`() throws {
    let bytes = try MadeArtifact.bytes([(.settings, [1])])
    func error(_ bytes: [UInt8]) -> ArtifactError? {
      do throws(ArtifactError) {
        _ = try ArtifactBytes(bytes: bytes)
        return nil
      } catch { return error }
    }
    #expect(error(bytes) == nil)
    #expect(error([]) == .notAnArtifact(found: []))
    #expect(error(Array("hello, world".utf8)) == .notAnArtifact(found: Array("hello, w".utf8)))
    #expect(error(Array(bytes.prefix(5))) == .wrongLength(expected: 4_112, found: 5))
    let length = UInt64(bytes.count)
    #expect(error(Array(bytes.dropLast())) == .wrongLength(expected: length, found: length - 1))
    #expect(error(bytes + [0]) == .wrongLength(expected: length, found: length + 1))
    var newer = bytes
    newer[HeaderLayout.oldestReader.offset] = 2
    #expect(error(newer) == .newerFormat(found: 1, supported: 1))
    var older = bytes
    older[HeaderLayout.formatVersion.offset] = 0
    #expect(error(older) == .olderFormat(found: 0, supported: 1))
    for error in [error(newer), error(older), error([])] { #expect(error?.description.isEmpty == false) }
  }

  @Test func `each byte of a small file is covered`() throws {
    let bytes = try MadeArtifact.bytes([(.settings, sample(50)), (.terms, sample(5_000)), (.store, [])])
    var missed: [Int] = []
    for offset in bytes.indices {
      var changed = bytes
      changed[offset] ^= 0x10
      if let artifact = MadeArtifact.outcome({ () throws(ArtifactError) in try ArtifactBytes(bytes: changed) }),
        artifact.verifyEverything() == []
      {
        missed.append(offset)
      }
    }
    #expect(missed == [])
  }

  @Test func `damage in a stored level of the tree shows, and so does each byte of its padding`() throws {
    let bytes = try MadeArtifact.bytes([(.store, sample(70 * 4_096))])
    let table = try #require(try ArtifactBytes(bytes: bytes).sections.last)
    var missed: [Int] = []
    for offset in table.offset..<(table.offset + ChecksumTree.padded(table.length)) {
      var changed = bytes
      changed[offset] ^= 1
      if try ArtifactBytes(bytes: changed).verifyEverything() == [] { missed.append(offset) }
    }
    #expect(missed == [])
  }

  @Test func `a read of good units works beside a bad one, which every read reports`() throws {
    var bytes = try MadeArtifact.bytes([(.store, sample(20_000))])
    bytes[HeaderLayout.size + 5_000] ^= 1
    let section = try ArtifactBytes(bytes: bytes).section(.store)
    for _ in 0..<2 {
      #expect(try section.bytes(0, 4_096).count == 4_096)
      #expect(
        throws: ArtifactError.damaged(
          section: "STOR", offset: 4_096, what: "the checksum of 4,096 bytes does not match")
      ) {
        try section.bytes(4_095, 2)
      }
      #expect(try section.bytes(8_192, 11_808).count == 11_808)
    }
  }

  @Test func `random bytes after the magic are never opened and never trap`() {
    var random = SeededRandom(seed: 8)
    for _ in 0..<500 {
      let bytes = HeaderLayout.magicBytes + random.bytes(random.below(9_000))
      #expect(MadeArtifact.outcome { () throws(ArtifactError) in try ArtifactBytes(bytes: bytes) } == nil)
    }
  }
}
