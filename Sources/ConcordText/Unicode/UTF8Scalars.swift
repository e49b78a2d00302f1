// Steps over UTF-8 that may be broken: one scalar, or one maximal ill-formed subpart, at a time.

/// What a step over UTF-8 found: a scalar, or `invalid` for bytes that are none.
@usableFromInline
struct ScalarStep {
  /// The scalar's value, or ``invalid``.
  @usableFromInline var value: UInt32
  /// Bytes it takes, at least 1.
  @usableFromInline var length: Int

  @inlinable @inline(__always)
  init(_ value: UInt32, _ length: Int) {
    self.value = value
    self.length = length
  }

  /// Stands where bytes are not UTF-8: above every scalar, so every property table answers 0.
  @inlinable @inline(__always)
  static var invalid: UInt32 { 0xFFFF_FFFF }
}

/// Text that is only pointed at, for the time of one call.
@safe
struct TextBytes {
  let base: UnsafePointer<UInt8>
  let count: Int

  init(_ base: UnsafePointer<UInt8>, _ count: Int) {
    unsafe self.base = base
    self.count = count
  }

  @inline(__always)
  subscript(offset: Int) -> UInt8 {
    // SAFETY: every caller has compared `offset` with `count`.
    unsafe base[offset]
  }

  /// The scalar at `offset`, which must be below `count`.
  ///
  /// Ill-formed bytes come back as *maximal subparts* (Unicode 15.0, section 3.9, table 3-8), so that a damaged
  /// character counts once and never swallows a good byte after it.
  @inline(__always)
  func scalar(at offset: Int) -> ScalarStep {
    let first = self[offset]
    if first < 0x80 { return ScalarStep(UInt32(first), 1) }
    return longScalar(first, offset)
  }

  @inline(__always)
  private func continuation(_ offset: Int, _ low: UInt8, _ high: UInt8) -> Bool {
    offset < count && self[offset] >= low && self[offset] <= high
  }

  func longScalar(_ first: UInt8, _ offset: Int) -> ScalarStep {
    if first < 0xC2 || first > 0xF4 { return ScalarStep(ScalarStep.invalid, 1) }
    if first < 0xE0 {
      guard continuation(offset &+ 1, 0x80, 0xBF) else { return ScalarStep(ScalarStep.invalid, 1) }
      return ScalarStep(UInt32(first & 0x1F) << 6 | UInt32(self[offset &+ 1] & 0x3F), 2)
    }
    let low: UInt8 = first == 0xE0 ? 0xA0 : first == 0xF0 ? 0x90 : 0x80
    let high: UInt8 = first == 0xED ? 0x9F : first == 0xF4 ? 0x8F : 0xBF
    guard continuation(offset &+ 1, low, high) else { return ScalarStep(ScalarStep.invalid, 1) }
    guard continuation(offset &+ 2, 0x80, 0xBF) else { return ScalarStep(ScalarStep.invalid, 2) }
    let middle = UInt32(self[offset &+ 1] & 0x3F) << 6 | UInt32(self[offset &+ 2] & 0x3F)
    if first < 0xF0 { return ScalarStep(UInt32(first & 0x0F) << 12 | middle, 3) }
    guard continuation(offset &+ 3, 0x80, 0xBF) else { return ScalarStep(ScalarStep.invalid, 3) }
    return ScalarStep(UInt32(first & 0x07) << 18 | middle << 6 | UInt32(self[offset &+ 3] & 0x3F), 4)
  }

  /// The scalar that ends at `offset`, which must be above 0.
  ///
  /// Agrees with walking forward.
  func scalar(before offset: Int) -> ScalarStep {
    var start = offset &- 1
    if self[start] < 0x80 { return ScalarStep(UInt32(self[start]), 1) }
    let limit = max(0, offset &- 4)
    while start > limit && self[start] & 0xC0 == 0x80 { start &-= 1 }
    let step = scalar(at: start)
    return start &+ step.length == offset ? step : ScalarStep(ScalarStep.invalid, 1)
  }
}

/// Writes a scalar as UTF-8 and returns how many bytes that took, at most 4.
@inline(__always)
func writeUTF8(_ scalar: UInt32, to: UnsafeMutablePointer<UInt8>) -> Int {
  // SAFETY: callers leave 4 bytes of room.
  if scalar < 0x80 {
    unsafe to[0] = UInt8(truncatingIfNeeded: scalar)
    return 1
  }
  if scalar < 0x800 {
    unsafe to[0] = UInt8(truncatingIfNeeded: 0xC0 | scalar >> 6)
    unsafe to[1] = UInt8(truncatingIfNeeded: 0x80 | scalar & 0x3F)
    return 2
  }
  if scalar < 0x10000 {
    unsafe to[0] = UInt8(truncatingIfNeeded: 0xE0 | scalar >> 12)
    unsafe to[1] = UInt8(truncatingIfNeeded: 0x80 | scalar >> 6 & 0x3F)
    unsafe to[2] = UInt8(truncatingIfNeeded: 0x80 | scalar & 0x3F)
    return 3
  }
  unsafe to[0] = UInt8(truncatingIfNeeded: 0xF0 | scalar >> 18)
  unsafe to[1] = UInt8(truncatingIfNeeded: 0x80 | scalar >> 12 & 0x3F)
  unsafe to[2] = UInt8(truncatingIfNeeded: 0x80 | scalar >> 6 & 0x3F)
  unsafe to[3] = UInt8(truncatingIfNeeded: 0x80 | scalar & 0x3F)
  return 4
}
