// A planted bug that only a fuzzer finds that sees which branches were taken, and whose reads are watched.

internal import CKernels

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The planted bug, switched on by `CONCORDANCE_FUZZ_CANARY`.
///
/// It lies behind what a target made of its input, and behind six bytes of that which are looked at one after another: by
/// chance alone one input in 2^48 has them, with coverage each is found by itself; `dictionaries/canary` has them, so that each
/// takes hundreds of inputs and not millions. The bug is a read of a C kernel behind the end of a heap block, so that what
/// finds it is the address sanitizer in C.
package enum Canary {
  package static let isOn = unsafe getenv("CONCORDANCE_FUZZ_CANARY") != nil

  /// Whether an input is not looked at: while the bug is searched, few bytes are let in, or the search would be lost in all
  /// that a parser does with others.
  package static func refuses(_ data: UnsafePointer<UInt8>?, _ count: Int) -> Bool {
    if !isOn { return false }
    return unsafe !UnsafeBufferPointer(start: data, count: count).allSatisfy { isPlain[Int($0)] }
  }

  private static let isPlain = (0..<256).map { byte in byte < 4 || "Kn7qWz abcdef{}:,0\"".utf8.contains(UInt8(byte)) }

  /// How far an input came: a store between two comparisons, or the compiler makes one branch of all of them.
  private nonisolated(unsafe) static var reached = 0

  /// Looks for the six bytes wherever a `K` is in what a target made.
  package static func look(at made: some Sequence<UInt8>) {
    if !isOn { return }
    let bytes = Array(made)
    for start in bytes.indices.dropLast(5) where bytes[start] == UInt8(ascii: "K") { look(bytes, start) }
  }

  @inline(never)
  private static func look(_ bytes: [UInt8], _ start: Int) {
    unsafe reached = 1
    if bytes[start + 1] != UInt8(ascii: "n") { return }
    unsafe reached = 2
    if bytes[start + 2] != UInt8(ascii: "7") { return }
    unsafe reached = 3
    if bytes[start + 3] != UInt8(ascii: "q") { return }
    unsafe reached = 4
    if bytes[start + 4] != UInt8(ascii: "W") { return }
    unsafe reached = 5
    if bytes[start + 5] == UInt8(ascii: "z") { readTooFar() }
  }

  @inline(never)
  private static func readTooFar() {
    let short = UnsafeMutablePointer<UInt8>.allocate(capacity: 24)
    let target = UnsafeMutablePointer<UInt8>.allocate(capacity: 32)
    defer {
      unsafe short.deallocate()
      unsafe target.deallocate()
    }
    unsafe short.initialize(repeating: 0x61, count: 24)
    unsafe target.initialize(repeating: 0, count: 32)
    // What is wrong here on purpose: the kernel reads 32 bytes.
    if unsafe ck_copy_html(target, short) == 1 { unsafe print(target.pointee) }
  }
}
