// Bytes as text that nobody copies: comparing, taking a start, cutting in two.

// Public, since what is inlined elsewhere calls the kernels; no product vends this module.
public import CKernels

extension ByteView {
  @inlinable @inline(__always)
  var units: UnsafePointer<UInt8> { unsafe base.assumingMemoryBound(to: UInt8.self) }

  /// Whether two runs hold the same bytes.
  @inlinable @inline(__always)
  package static func == (a: ByteView, b: ByteView) -> Bool {
    // SAFETY: both runs hold `a.count` bytes.
    unsafe a.count == b.count && concord_same(a.units, b.units, a.count)
  }

  /// Byte order, shorter first when one is the start of the other: negative, 0 or positive.
  @inlinable @inline(__always)
  package func compare(_ other: ByteView) -> Int {
    // SAFETY: both runs hold at least as many bytes as the shorter one.
    let order = unsafe Int(concord_order(units, other.units, min(count, other.count)))
    return order != 0 ? order : count - other.count
  }

  /// Whether the run begins with the bytes of `start`; every run begins with no bytes.
  @inlinable @inline(__always)
  package func starts(with start: ByteView) -> Bool {
    // SAFETY: both runs hold `start.count` bytes.
    unsafe count >= start.count && concord_same(units, start.units, start.count)
  }

  /// How many bytes at the start are the same in both runs.
  @inlinable @inline(__always)
  package func commonPrefixLength(with other: ByteView) -> Int {
    // SAFETY: both runs hold at least as many bytes as the shorter one.
    unsafe concord_shared(units, other.units, min(count, other.count))
  }
}

extension ByteView {
  /// The first `length` bytes without a check; the caller has compared it with `count`.
  @inline(__always)
  private func first(_ length: Int) -> ByteView { unsafe ByteView(base: base, count: length) }

  /// What follows the first `length` bytes, without a check.
  @inline(__always)
  private func rest(after length: Int) -> ByteView { unsafe ByteView(base: base + length, count: count - length) }

  /// Whether a byte continues the scalar before it.
  @inline(__always)
  private func isContinuation(_ offset: Int) -> Bool {
    // SAFETY: callers have compared `offset` with `count`.
    unsafe units[offset] & 0xC0 == 0x80
  }

  /// The longest start of at most `limit` bytes that cuts no UTF-8 scalar.
  ///
  /// O(1). Where more than three bytes in a row continue something, nothing is cut: `limit` bytes come back.
  package func prefix(bytes limit: Int) -> ByteView {
    if limit >= count { return self }
    var length = max(0, limit)
    while length > 0 && length > limit - 4 && isContinuation(length) { length -= 1 }
    return first(isContinuation(length) ? max(0, limit) : length)
  }

  /// The first `limit` scalars of UTF-8 text; bytes that continue nothing belong to what is before them.
  ///
  /// O(length of the result). Clusters as people see them are in ConcordText: `GraphemeBreak.prefix`.
  package func prefix(scalars limit: Int) -> ByteView {
    var (length, left) = (0, limit)
    while length < count {
      if !isContinuation(length) || length == 0 {
        if left <= 0 { break }
        left -= 1
      }
      length += 1
    }
    return first(length)
  }

  /// What is before and after the first such byte; nil if there is none.
  package func splitOnce(at byte: UInt8) -> (before: ByteView, after: ByteView)? {
    firstOffset(of: byte).map { (first($0), rest(after: $0 + 1)) }
  }

  /// What is before and after the first occurrence of `delimiter`; nil if there is none, and for an empty delimiter.
  package func splitOnce(at delimiter: ByteView) -> (before: ByteView, after: ByteView)? {
    firstOffset(of: delimiter).map { (first($0), rest(after: $0 + delimiter.count)) }
  }
}
