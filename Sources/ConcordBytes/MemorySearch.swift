// Finding a byte or a run of bytes with the C library.

internal import CKernels

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Darwin)
  internal import Darwin
#endif

extension ByteView {
  /// The offset of the first byte of this value; nil if there is none.
  package func firstOffset(of byte: UInt8) -> Int? {
    // SAFETY: the run holds `count` bytes.
    guard let found = unsafe memchr(base, Int32(byte), count) else { return nil }
    return unsafe UnsafeRawPointer(found) - base
  }

  /// The offset of the first occurrence of a run of bytes; nil if there is none, and for a run of no bytes.
  ///
  /// O(n + m): the C library's two-way search.
  package func firstOffset(of other: ByteView) -> Int? {
    if other.count == 0 { return nil }
    // SAFETY: both runs hold as many bytes as they say.
    guard let found = unsafe concord_find(units, count, other.units, other.count) else { return nil }
    return unsafe found - units
  }
}
