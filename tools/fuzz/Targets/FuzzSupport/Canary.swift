// A planted bug that only a fuzzer finds that sees which branches were taken, and whose reads are watched.

internal import CKernels

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The planted bug, switched on by `CONCORDANCE_FUZZ_CANARY`.
///
/// It lies behind what a target made of its input, and behind four bytes of that which are looked at one after another: by
/// chance alone one input in 2^32 has them, with coverage each is found by itself. The bug is a read of a C kernel behind
/// the end of a heap block, so that what finds it is the address sanitizer in C.
package enum Canary {
  private static let isOn = unsafe getenv("CONCORDANCE_FUZZ_CANARY") != nil

  /// Looks for the four bytes after the first `K` of what a target made.
  package static func look(at made: some Sequence<UInt8>) {
    if !isOn { return }
    let bytes = Array(made)
    guard let start = bytes.firstIndex(of: UInt8(ascii: "K")), bytes.count - start > 3 else { return }
    if bytes[start + 1] == UInt8(ascii: "n") {
      if bytes[start + 2] == UInt8(ascii: "7") {
        if bytes[start + 3] == UInt8(ascii: "q") { readTooFar() }
      }
    }
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
