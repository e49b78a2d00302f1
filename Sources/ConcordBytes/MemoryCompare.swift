// memcmp under one name for every platform.

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// memcmp of `count` bytes.
@usableFromInline
package func concordCompare(_ a: UnsafeRawPointer, _ b: UnsafeRawPointer, _ count: Int) -> Int {
  unsafe Int(memcmp(a, b, count))
}
