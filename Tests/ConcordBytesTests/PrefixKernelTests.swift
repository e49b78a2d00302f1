// What sorted strings share, and which beginnings many have, against loops.

import CKernels
import ConcordBytes
import ConcordTestSupport
import Testing

struct PrefixKernelTests {
  private let left = GuardedBytes(capacity: 512)
  private let right = GuardedBytes(capacity: 512)

  @Test func `copies and comparisons read whole words of 16 bytes and no more`() throws {
    var random = SeededRandom(seed: 41)
    for length in 0...70 {
      for place in -1..<length {
        // Both end where the last word of 16 bytes does, in front of memory that cannot be read.
        let room = (length + 15) / 16 * 16
        var a = random.bytes(room)
        let b = a
        if place >= 0 { a[place] ^= UInt8(1 << random.below(8)) }
        // What is behind the strings is not compared.
        for index in length..<room { a[index] = random.bytes(1)[0] }
        let (x, y) = unsafe (left.hold(a), right.hold(b))
        guard let from = x.baseAddress, let other = y.baseAddress else { continue }
        let shared = unsafe concord_shared_padded(
          from.assumingMemoryBound(to: UInt8.self), other.assumingMemoryBound(to: UInt8.self), length)
        #expect(shared == (place >= 0 ? place : length), "\(length) bytes, \(place) changed")
        unsafe concord_copy_padded(
          UnsafeMutableRawPointer(mutating: other).assumingMemoryBound(to: UInt8.self),
          from.assumingMemoryBound(to: UInt8.self), length)
        #expect(unsafe Array(y.prefix(length)) == Array(a.prefix(length)))
      }
    }
  }

  @Test(arguments: [1, 2, 3, 4, 5, 7, 8, 31, 32, 36, 64])
  func `the longest start that more than so many strings share`(leaf: Int) {
    var random = SeededRandom(seed: UInt64(leaf))
    for _ in 0..<Trials.of(60) {
      let count = 2 * leaf + random.below(300)
      let most = 1 + random.below(12)
      let shared = (0..<count).map { _ in random.below(8) == 0 ? Int16(-1) : Int16(random.below(most)) }
      var (depths, other) = ([Int16](repeating: 0x7777, count: count), [Int16](repeating: 0, count: count))
      unsafe concord_common_depths(shared, count, leaf, &depths, &other)
      for index in leaf..<max(leaf, count - leaf) {
        // Each window of leaf + 1 strings that the string is one of.
        let wanted = (index - leaf...index).map { first in (1...leaf).map { shared[first + $0] }.min() ?? 0 }.max()
        if depths[index - leaf] != wanted { Issue.record("\(index) of \(count): \(depths[index - leaf])") }
      }
    }
  }
}
