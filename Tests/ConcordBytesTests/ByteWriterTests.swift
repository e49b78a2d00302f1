// The encoders' side: bytes come out as the readers state them.

import ConcordBytes
import Testing

struct ByteWriterTests {
  @Test func `integers are little-endian`() {
    var writer = ByteWriter()
    writer.writeU8(0x01)
    writer.writeU16(0x0203)
    writer.writeU32(0x0405_0607)
    writer.writeU64(0x0809_0a0b_0c0d_0e0f)
    #expect(writer.bytes == [1, 3, 2, 7, 6, 5, 4, 15, 14, 13, 12, 11, 10, 9, 8])
  }

  @Test(
    arguments: [(0, [0]), (127, [0x7f]), (128, [0x80, 1]), (300, [0xac, 2]), (16384, [0x80, 0x80, 1])]
      as [(Int, [UInt8])])
  func `varints take the fewest bytes`(value: Int, bytes: [UInt8]) {
    var writer = ByteWriter()
    writer.writeVarint(value)
    #expect(writer.bytes == bytes)
  }

  @Test func `padding fills up to a multiple and adds nothing to one`() {
    var writer = ByteWriter()
    writer.pad(to: 16)
    #expect(writer.count == 0)
    writer.writeU8(1)
    writer.pad(to: 16)
    writer.pad(to: 16)
    #expect(writer.bytes == [1] + [UInt8](repeating: 0, count: 15))
  }

  @Test func `counted runs carry their length, from arrays and views alike`() {
    var writer = ByteWriter()
    writer.writeCounted([5, 6])
    [UInt8]([7]).withView { writer.writeCounted($0) }
    #expect(writer.bytes == [2, 5, 6, 1, 7])
    writer.removeAll()
    #expect(writer.count == 0)
  }
}
