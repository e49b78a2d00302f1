// Comparing and cutting bytes against loops, at the border of memory that can be read.

import ConcordBytes
import ConcordTestSupport
import Testing

struct ByteTextTests {
  private let left = GuardedBytes(capacity: 256)
  private let right = GuardedBytes(capacity: 256)

  /// A view of bytes that end `gap` bytes before the page that cannot be read.
  private func view(_ bytes: [UInt8], _ room: GuardedBytes, gap: Int) -> ByteView {
    let held = unsafe room.hold(bytes + repeatElement(0xEE, count: gap))
    return unsafe ByteView(UnsafeRawBufferPointer(rebasing: held[..<bytes.count]))
  }

  private func check(_ a: [UInt8], _ b: [UInt8], gap: Int, against other: Int) {
    let (x, y) = (view(a, left, gap: gap), view(b, right, gap: other))
    let shared = zip(a, b).prefix { $0 == $1 }.count
    let order = a == b ? 0 : a.lexicographicallyPrecedes(b) ? -1 : 1
    #expect((x == y) == (a == b))
    #expect(x.compare(y).signum() == order)
    #expect(x.commonPrefixLength(with: y) == shared)
    #expect(x.starts(with: y) == a.starts(with: b))
  }

  @Test func `equal runs and runs with one difference, of all lengths and offsets`() {
    var random = SeededRandom(seed: 21)
    for length in 0...66 {
      for gap in 0..<17 {
        let bytes = random.bytes(length)
        let other = (gap * 5 + length) % 17
        check(bytes, bytes, gap: gap, against: other)
        for place in Set([0, length / 2, length - 1, random.below(max(1, length))]) where place >= 0 && place < length {
          var changed = bytes
          changed[place] ^= UInt8(1 << random.below(8))
          check(bytes, changed, gap: gap, against: other)
        }
      }
    }
  }

  @Test func `every place of a difference, at the very end of memory`() {
    for length in 1...66 {
      let bytes = (0..<length).map { UInt8(truncatingIfNeeded: $0 &* 37) }
      for place in 0..<length {
        for bit in [0, 7] {
          var changed = bytes
          changed[place] ^= UInt8(1 << bit)
          check(bytes, changed, gap: 0, against: 0)
        }
      }
    }
  }

  @Test func `runs of different lengths, one the start of the other or not`() {
    var random = SeededRandom(seed: 22)
    for a in 0...40 {
      for b in 0...40 {
        let bytes = (0..<64).map { _ in UInt8(random.below(2)) }
        check(Array(bytes.prefix(a)), Array(bytes.prefix(b)), gap: 0, against: 0)
        check(Array(bytes.prefix(a)), Array(bytes.suffix(b)), gap: 0, against: 0)
      }
    }
  }

  @Test func `long runs go through memcmp`() {
    var random = SeededRandom(seed: 23)
    for length in [63, 64, 65, 127, 128, 200] {
      let bytes = random.bytes(length)
      check(bytes, bytes, gap: 0, against: 0)
      for place in 0..<length {
        var changed = bytes
        changed[place] ^= 128
        check(bytes, changed, gap: 0, against: 0)
      }
    }
  }

  private func text(_ string: String, _ body: (ByteView) -> ByteView) -> String {
    body(view(Array(string.utf8), left, gap: 0)).string
  }

  @Test func `a start by bytes cuts no scalar`() {
    let string = "aé語😀b"
    let starts = ["", "a", "a", "aé", "aé", "aé", "aé語", "aé語", "aé語", "aé語", "aé語😀", string, string]
    for (limit, start) in starts.enumerated() { #expect(text(string) { $0.prefix(bytes: limit) } == start) }
    #expect(text(string) { $0.prefix(bytes: -1) } == "")
    #expect(text(string) { $0.prefix(bytes: .max) } == string)
    #expect(text(string) { $0.prefix(bytes: .min) } == "")
    let broken = view([UInt8](repeating: 0x80, count: 9), left, gap: 0)
    for limit in 0...9 { #expect(broken.prefix(bytes: limit).count <= limit) }
    #expect(broken.prefix(bytes: 6).count == 6)
  }

  @Test func `a start by scalars`() {
    let string = "aé語😀b"
    for limit in -1...7 {
      let scalars = String(String.UnicodeScalarView(string.unicodeScalars.prefix(max(0, limit))))
      #expect(text(string) { $0.prefix(scalars: limit) } == scalars)
    }
    #expect(view([0x80, 0x80, 0x61], left, gap: 0).prefix(scalars: 1).count == 2)
    #expect(ByteView.empty.prefix(scalars: 3).count == 0)
  }

  @Test func `cut in two at the first delimiter`() throws {
    let bytes = view(Array("key: value: more".utf8), left, gap: 0)
    let byByte = try #require(bytes.splitOnce(at: UInt8(ascii: ":")))
    #expect(byByte.before.string == "key" && byByte.after.string == " value: more")
    let byString = try #require(bytes.splitOnce(at: view(Array(": ".utf8), right, gap: 0)))
    #expect(byString.before.string == "key" && byString.after.string == "value: more")
    let atEnd = try #require(bytes.splitOnce(at: view(Array("more".utf8), right, gap: 0)))
    #expect(atEnd.before.string == "key: value: " && atEnd.after.count == 0)
    #expect(bytes.splitOnce(at: UInt8(ascii: "#")) == nil)
    #expect(bytes.splitOnce(at: view(Array("mores".utf8), right, gap: 0)) == nil)
    #expect(bytes.splitOnce(at: .empty) == nil)
    #expect(ByteView.empty.splitOnce(at: UInt8(ascii: "a")) == nil)
    // Nothing is copied: both parts lie in the run that was cut.
    func place(_ view: ByteView) -> Int { unsafe Int(bitPattern: view.buffer.baseAddress) }
    #expect(place(byByte.before) == place(bytes))
    #expect(place(byByte.after) == place(bytes) + 4)
  }
}
