// Loads from a run of bytes stay inside it, whatever the offset.

import ConcordBytes
import ConcordTestSupport
import Testing

struct ByteViewTests {
  private let room = GuardedBytes(capacity: 4_096)

  /// Offsets and lengths that sit on every edge of a view of `count` bytes.
  private func edges(_ count: Int) -> [Int] {
    [
      .min, .min + 1, -9, -1, 0, 1, count - 9, count - 8, count - 4, count - 2, count - 1, count, count + 1, .max - 1,
      .max,
    ]
  }

  @Test func `integers are little-endian at any alignment`() throws {
    let bytes: [UInt8] = [0xff, 1, 2, 3, 4, 5, 6, 7, 0x88, 9]
    let view = unsafe ByteView(room.hold(bytes))
    #expect(try view.u8(at: 9) == 9)
    #expect(try view.u16(at: 1) == 0x0201)
    #expect(try view.u32(at: 1) == 0x0403_0201)
    #expect(try view.u64(at: 1) == 0x8807_0605_0403_0201)
  }

  @Test(arguments: [0, 1, 7, 8, 9, 40])
  func `a load succeeds exactly where it fits`(count: Int) {
    let view = unsafe ByteView(room.hold(repeatElement(7, count: count)))
    for offset in edges(count) {
      func fits(_ size: Int) -> Bool { offset >= 0 && offset <= count - size }
      #expect(((try? view.u8(at: offset)) != nil) == fits(1))
      #expect(((try? view.u16(at: offset)) != nil) == fits(2))
      #expect(((try? view.u32(at: offset)) != nil) == fits(4))
      #expect(((try? view.u64(at: offset)) != nil) == fits(8))
    }
  }

  @Test(arguments: [0, 1, 9])
  func `a slice succeeds exactly where it fits`(count: Int) {
    let view = [UInt8](repeating: 1, count: count)
    view.withView { view in
      for offset in edges(count) {
        for length in edges(count) {
          let fits = offset >= 0 && length >= 0 && offset <= count && length <= count - offset
          let slice = try? view.slice(offset, length)
          #expect((slice != nil) == fits)
          if fits { #expect(slice?.count == length) }
        }
      }
    }
  }

  @Test func `an error names what was wanted, what was there and where`() {
    let view = unsafe ByteView(room.hold([1, 2, 3]))
    #expect(throws: BytesError.truncated(needed: 4, available: 1, offset: 2)) { try view.u32(at: 2) }
    #expect(throws: BytesError.truncated(needed: 1, available: 0, offset: 9)) { try view.u8(at: 9) }
    #expect(throws: BytesError.truncated(needed: 1, available: 3, offset: -1)) { try view.u8(at: -1) }
  }

  @Test func `the order is that of bytes, the shorter first`() {
    let keys: [[UInt8]] = [[], [0], [0, 0], [0, 255], [1], [127], [128], [255], [255, 255]]
    for (i, a) in keys.enumerated() {
      for (j, b) in keys.enumerated() {
        let order = a.withView { a in b.withView { a.compare($0) } }
        #expect(order.signum() == (i - j).signum())
        #expect(a.withView { a in b.withView { a == $0 } } == (i == j))
      }
    }
  }

  @Test func `copies are equal and text is repaired`() {
    #expect([104, 105].withView { $0.array } == [104, 105])
    #expect([104, 105, 0xff].withView { $0.string } == "hi\u{fffd}")
    #expect(ByteView.empty.array == [])
    #expect(unsafe ByteView(UnsafeRawBufferPointer(start: nil, count: 0)).count == 0)
  }
}
