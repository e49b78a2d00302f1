// Sorting by eight bytes, and the kernels of the writers of texts, against loops.

import CKernels
import ConcordTestSupport
import ConcordText
import Testing

@testable import ConcordArtifact

struct HeadOrderTests {
  @Test func `items are in the order of their heads, and those of one head as they were`() {
    var random = SeededRandom(seed: 41)
    for round in 0..<200 {
      // Heads that differ in some bytes alone, and few of them.
      let mask = random.next() & random.next() & (round % 2 == 0 ? .max : 0xFF00_00FF_0000_0300)
      let items = (0..<random.below(round % 3 == 0 ? 30 : 400)).map {
        HeadOrder.Item(head: random.next() & mask, number: UInt32($0), count: UInt32($0 % 7))
      }
      var sorted = items
      var room = items
      sorted = unsafe sorted.withUnsafeMutableBufferPointer { sorted in
        unsafe room.withUnsafeMutableBufferPointer { unsafe Array(HeadOrder.sort(sorted, room: $0)) }
      }
      let expected = items.sorted { $0.head != $1.head ? $0.head < $1.head : $0.number < $1.number }
      #expect(numbers(sorted) == numbers(expected), "round \(round)")
      var few = items.shuffled(using: &random)
      unsafe few.withUnsafeMutableBufferPointer { unsafe HeadOrder.sortFew($0) }
      #expect(numbers(few) == numbers(expected), "round \(round), in no order")
    }
  }

  private func numbers(_ items: [HeadOrder.Item]) -> [[UInt64]] {
    items.map { [$0.head, UInt64($0.number), UInt64($0.count)] }
  }

  @Test func `the next heads are those of a loop, and items without more bytes have none`() {
    var random = SeededRandom(seed: 44)
    for _ in 0..<300 {
      let keys = (0..<40 + random.below(200)).map { _ in UInt8(random.below(4) == 0 ? 0 : random.below(256)) }
      let sources = (0..<1 + random.below(60)).map { _ in UInt64(random.below(keys.count - 8)) }
      let items = sources.indices.map {
        HeadOrder.Item(
          head: 7, number: UInt32($0), count: UInt32(random.below(keys.count - 8 - Int(sources[$0]) + 1)))
      }
      let which = items.indices.filter { _ in random.below(3) > 0 }.map { UInt32($0) }
      let depth = random.below(24)
      var given = items
      unsafe concord_next_heads(&given, which, which.count, sources, keys + [0xFF], UInt32(depth))
      for (index, item) in items.enumerated() {
        let start = Int(sources[index])
        let rest = keys[start..<start + Int(item.count)].dropFirst(depth).prefix(8)
        let head = rest.enumerated().reduce(UInt64(0)) { $0 | UInt64($1.element) << UInt64(56 - 8 * $1.offset) }
        #expect(given[index].head == (which.contains(UInt32(index)) ? head : 7))
        #expect(given[index].number == item.number && given[index].count == item.count)
      }
    }
  }

  @Test func `words begin where a byte of one stands behind another`() {
    var random = SeededRandom(seed: 42)
    for _ in 0..<2_000 {
      let text = (0..<1 + random.below(60)).map { _ in
        random.below(3) == 0 ? UInt8(random.below(256)) : UInt8(0x20 + random.below(96))
      }
      let room = (text.count + 15) / 16 * 16
      var starts = [UInt8](repeating: 7, count: room + 1)
      unsafe concord_word_starts(text + [UInt8](repeating: 0x61, count: 16), text.count, &starts)
      let expected = text.indices.map { index -> UInt8 in
        index > 0 && CompletionKey.isOfWord(text[index]) && !CompletionKey.isOfWord(text[index - 1]) ? 1 : 0
      }
      #expect(starts.prefix(text.count) == expected[...])
      #expect(starts[room] == 7)
    }
  }

  @Test func `strings that begin nodes are those of a loop`() {
    var random = SeededRandom(seed: 43)
    for _ in 0..<500 {
      let count = 1 + random.below(70)
      let shared = (0..<count).map { _ in Int16(random.below(12) - 2) }
      let lengths = (0..<count).map { _ in Int16(random.below(14)) }
      let depths = (0..<count).map { _ in Int16(random.below(12) - 1) }
      var deeper = [UInt8](repeating: 7, count: count + 1)
      unsafe concord_deeper(shared, lengths, depths, count, &deeper)
      let expected = (0..<count).map { index -> UInt8 in
        min(lengths[index], depths[index] + 1) > max(0, shared[index]) ? 1 : 0
      }
      #expect(deeper == expected + [7])
    }
  }

  @Test func `the bits of a byte are those of its shape, and say what is no plain word`() {
    for byte in UInt8(1)..<128 {
      var sets: [UInt32] = [0, 0, 0, 0, 0]
      unsafe concord_letter_sets(&sets, [byte, 0, 0, 0], 0, 1)
      let shape = unsafe [byte].withUnsafeBufferPointer { unsafe WordShape.of($0) }
      let isPlain = byte == 0x27 || (0x61..<0x7B).contains(byte)
      #expect(sets[1] & ~(3 << 30) | WordShape.lengthBits(1) == shape, "byte \(byte)")
      #expect(sets[1] >> 30 == (isPlain ? 0 : 1), "byte \(byte)")
    }
    for byte in [UInt8(0)] + (128...255) {
      var sets: [UInt32] = [0, 0, 0, 0, 0]
      unsafe concord_letter_sets(&sets, [byte, 0, 0, 0], 0, 1)
      #expect(sets[1] >> 30 == 3, "byte \(byte)")
    }
  }

  /// The bits of a byte by the definition of a shape.
  private func letterBits(of byte: UInt8) -> UInt32 {
    if byte == 0 || byte >= 0x80 { return 3 << 30 }
    let shape = unsafe [byte].withUnsafeBufferPointer { unsafe WordShape.of($0) }
    let isPlain = (0x61...0x7A).contains(byte) || byte == 0x27
    return shape & ~WordShape.lengthBits(15) | (isPlain ? 0 : 1 << 30)
  }

  @Test func `the letters of every start of a word`() {
    var random = SeededRandom(seed: 43)
    let letters = Array("abcxyz'".utf8)
    for byte in UInt8.min...UInt8.max {
      var word = (0..<40).map { _ in letters[random.below(letters.count)] }
      word[random.below(40)] = byte
      var wanted: [UInt32] = [0]
      for byte in word { wanted.append(wanted[wanted.count - 1] | letterBits(of: byte)) }
      for from in [0, 1, 7, 39, 40] {
        for count in from..<max(from, 37) {
          var sets = Array(wanted.prefix(from + 1)) + [UInt32](repeating: 7, count: 50)
          unsafe concord_letter_sets(&sets, word, from, count)
          #expect(sets.prefix(count + 1) == wanted.prefix(count + 1), "byte \(byte), \(from) to \(count)")
          #expect(sets.dropFirst(count + 4).allSatisfy { $0 == 7 })
        }
      }
    }
  }
}
