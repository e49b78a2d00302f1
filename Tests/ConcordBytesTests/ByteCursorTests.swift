// The moving reader: varints above all, and that no input makes it leave its bytes.

import ConcordBytes
import ConcordTestSupport
import Testing

struct ByteCursorTests {
  private let room = GuardedBytes(capacity: 4_096)

  /// A cursor over bytes after which nothing can be touched.
  private func cursor(_ bytes: [UInt8]) -> ByteCursor { ByteCursor(unsafe ByteView(room.hold(bytes))) }

  private func varint(_ bytes: [UInt8]) throws -> (value: UInt64, length: Int) {
    var cursor = cursor(bytes)
    return (try cursor.readVarint(), cursor.offset)
  }

  private static let edges: [UInt64] =
    (0...9).flatMap { step -> [UInt64] in
      let power = step == 9 ? UInt64(1) << 63 : UInt64(1) << UInt64(7 * step)
      return [power - 1, power, power + 1]
    } + [.max, .max - 1, 300]

  @Test(arguments: ByteCursorTests.edges)
  func `a varint reads back, and its truncation at every length throws`(value: UInt64) throws {
    var writer = ByteWriter()
    writer.writeVarint(value)
    let read = try varint(writer.bytes)
    #expect(read.value == value)
    #expect(read.length == writer.count)
    for length in 0..<writer.count {
      #expect(throws: BytesError.truncated(needed: 1, available: 0, offset: length)) {
        _ = try varint(Array(writer.bytes.prefix(length)))
      }
    }
  }

  @Test func `the documented examples`() throws {
    #expect(try varint([0x00]).value == 0)
    #expect(try varint([0x7f]).value == 127)
    #expect(try varint([0x80, 0x01]).value == 128)
    #expect(try varint([0xac, 0x02]).value == 300)
  }

  @Test func `ten bytes hold 64 bits and not one more`() throws {
    let nine = [UInt8](repeating: 0xff, count: 9)
    #expect(try varint(nine + [0x01]).value == .max)
    for last: UInt8 in [0x02, 0x03, 0x7f, 0x80, 0x81, 0xff] {
      #expect(throws: BytesError.overlongVarint(offset: 0)) { _ = try varint(nine + [last, 0]) }
    }
    #expect(throws: BytesError.overlongVarint(offset: 0)) {
      _ = try varint([UInt8](repeating: 0x80, count: 10) + [0])
    }
  }

  @Test func `a limit holds on both of its sides`() throws {
    for limit in [0, 1, 127, 128, 300, Int.max - 1] {
      var writer = ByteWriter()
      writer.writeVarint(limit)
      let over = writer.count
      writer.writeVarint(UInt64(limit) + 1)
      var cursor = cursor(writer.bytes)
      #expect(try cursor.readVarint(upTo: limit) == limit)
      #expect(throws: BytesError.outOfRange(offset: over)) { _ = try cursor.readVarint(upTo: limit) }
    }
  }

  @Test func `integers and counted runs follow one another`() throws {
    var writer = ByteWriter()
    writer.writeU8(1)
    writer.writeU16(0x0203)
    writer.writeU32(0x0405_0607)
    writer.writeU64(0x0809_0a0b_0c0d_0e0f)
    writer.writeCounted([9, 8, 7])
    var cursor = cursor(writer.bytes)
    #expect(try cursor.readU8() == 1)
    #expect(try cursor.readU16() == 0x0203)
    #expect(try cursor.readU32() == 0x0405_0607)
    #expect(try cursor.readU64() == 0x0809_0a0b_0c0d_0e0f)
    #expect(cursor.remaining == 4)
    #expect(try cursor.readCounted().array == [9, 8, 7])
    #expect(cursor.remaining == 0)
    #expect(throws: BytesError.self) { _ = try cursor.readU8() }
  }

  @Test func `a count larger than what is left throws before anything is read`() {
    for bytes: [UInt8] in [[1], [4, 1, 2, 3], [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01]] {
      var cursor = cursor(bytes)
      #expect(throws: BytesError.self) { _ = try cursor.readCounted() }
    }
  }

  @Test func `random bytes give a value or an error and never leave the run`() {
    var random = SeededRandom(seed: 1)
    var values = 0
    for _ in 0..<20_000 {
      let bytes = random.bytes(random.below(24))
      var cursor = cursor(bytes)
      while let _ = try? cursor.readVarint() { values += 1 }
      #expect(cursor.offset <= bytes.count)
      _ = try? cursor.readCounted()
      #expect(cursor.remaining >= 0)
    }
    #expect(values > 20_000)
  }
}
