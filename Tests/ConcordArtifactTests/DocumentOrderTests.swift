// The order of slots: both directions, and sections that are no permutation.

import ConcordBytes
import ConcordTestSupport
import Testing

@testable import ConcordArtifact

struct DocumentOrderTests {
  private func encode(_ documents: [UInt32]) -> [UInt8] {
    var slots = [UInt32](repeating: 0, count: documents.count)
    for (slot, document) in documents.enumerated() { slots[Int(document)] = UInt32(slot) }
    return DocumentOrder.encode(documents, slots)
  }

  private func open(_ bytes: [UInt8], documents: Int) throws -> DocumentOrder {
    try DocumentOrder(try MadeArtifact.section(bytes, kind: .order), documents: documents)
  }

  /// Reads everything in every way; the number of ways that threw.
  private func errors(_ order: DocumentOrder) -> Int {
    var errors = 0
    for index in 0..<order.count {
      for read in [order.document(atSlot:), order.slot(ofDocument:)] {
        do throws(ArtifactError) {
          let value = try read(index)
          #expect(value >= 0 && value < order.count)
        } catch { errors += 1 }
      }
    }
    do throws(ArtifactError) { _ = try unsafe order.documentsPointer } catch { errors += 1 }
    do throws(ArtifactError) { _ = try unsafe order.slotsPointer } catch { errors += 1 }
    return errors
  }

  @Test(arguments: [0, 1, 2, 511, 512, 3_000])
  func `slots and documents lead to each other`(count: Int) throws {
    var random = SeededRandom(seed: UInt64(count))
    let documents = (0..<UInt32(count)).shuffled(using: &random)
    let bytes = encode(documents)
    let (one, whole) = (try open(bytes, documents: count), try open(bytes, documents: count))
    for (slot, document) in documents.enumerated() {
      #expect(try one.document(atSlot: slot) == Int(document))
      #expect(try one.slot(ofDocument: Int(document)) == slot)
    }
    for _ in 0..<2 {
      let (pointer, slots) = try unsafe (whole.documentsPointer, whole.slotsPointer)
      #expect(unsafe Array(UnsafeBufferPointer(start: pointer, count: count)) == documents)
      for slot in 0..<count { #expect(unsafe Int(slots[Int(documents[slot])]) == slot) }
    }
    #expect(errors(one) == 0)
  }

  @Test func `a section of another length is refused`() throws {
    let bytes = encode([1, 0, 2])
    for length in 0..<bytes.count {
      #expect(throws: ArtifactError.self) { try open(Array(bytes.prefix(length)), documents: 3) }
    }
    #expect(throws: ArtifactError.self) { try open(bytes + [0], documents: 3) }
    for documents in [0, 2, 4] { #expect(throws: ArtifactError.self) { try open(bytes, documents: documents) } }
  }

  @Test func `numbers beyond the documents, twice the same, and halves that do not match are found on use`() throws {
    let sound = encode([3, 1, 0, 2])
    func changed(_ at: Int, _ value: UInt32) -> [UInt8] {
      var bytes = sound
      for byte in 0..<4 { bytes[at * 4 + byte] = UInt8(truncatingIfNeeded: value >> UInt32(8 * byte)) }
      return bytes
    }
    for at in 0..<8 {
      for value in [0, 1, 2, 3, 4, 0x7fff_ffff, 0x8000_0000, 0xffff_ffff] as [UInt32] {
        let bytes = changed(at, value)
        // Any change breaks both pointers, and at least the pair that it is a part of.
        if bytes != sound { #expect(errors(try open(bytes, documents: 4)) >= 4) }
      }
    }
  }

  @Test func `random sections never trap`() throws {
    var random = SeededRandom(seed: 44)
    for _ in 0..<300 {
      let count = 1 + random.below(9)
      let bytes = (0..<(8 * count)).map { $0 % 4 == 0 ? UInt8(random.below(count + 1)) : 0 }
      let found = errors(try open(bytes, documents: count))
      #expect(found == 0 || found >= 3)
    }
  }
}
