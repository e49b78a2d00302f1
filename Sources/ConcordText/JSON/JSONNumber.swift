// A JSON number as it is written, and exact ways to read it.

/// The literal of a number; nothing is rounded until an accessor is asked to.
///
/// The literal's bytes must stay readable for as long as the number lives.
@safe public struct JSONNumber {
  private let literal: UnsafeBufferPointer<UInt8>

  init(_ literal: UnsafeBufferPointer<UInt8>) { unsafe self.literal = unsafe literal }

  /// The number as written.
  public var text: String { unsafe String(decoding: literal, as: UTF8.self) }

  /// The exact value if the literal is an integer (no fraction, no exponent) that fits, else nil.
  public var int64: Int64? {
    guard let (isNegative, magnitude) = integer else { return nil }
    if isNegative { return magnitude <= 1 << 63 ? Int64(truncatingIfNeeded: 0 &- magnitude) : nil }
    return Int64(exactly: magnitude)
  }

  /// The exact value if the literal is an integer that fits, else nil; `-0` is 0.
  public var uint64: UInt64? {
    guard let (isNegative, magnitude) = integer, !isNegative || magnitude == 0 else { return nil }
    return magnitude
  }

  private var integer: (isNegative: Bool, magnitude: UInt64)? {
    let isNegative = unsafe literal.first == UInt8(ascii: "-")
    var magnitude: UInt64 = 0
    for index in unsafe (isNegative ? 1 : 0)..<literal.count {
      let byte = unsafe literal[index]
      let digit = byte &- UInt8(ascii: "0")
      guard digit <= 9 else { return nil }
      let (product, overflowed) = magnitude.multipliedReportingOverflow(by: 10)
      let (sum, carried) = product.addingReportingOverflow(UInt64(digit))
      if overflowed || carried { return nil }
      magnitude = sum
    }
    return (isNegative, magnitude)
  }

  /// The nearest double, or nil if the number is too large for one; what is too small becomes 0, `-0` stays -0.
  public var double: Double? {
    if let quick = quickDouble { return quick }
    guard let value = Double(text), value.isFinite else { return nil }
    return value
  }

  /// The value where one division or multiplication of exact doubles gives it: at most 2^53 times or by 10^22.
  ///
  /// W. D. Clinger, "How to read floating point numbers accurately" (1990): both operands are exact, so the one
  /// rounding of the operation is the right one.
  private var quickDouble: Double? {
    var magnitude: UInt64 = 0
    var scale = 0
    var index = unsafe literal.first == UInt8(ascii: "-") ? 1 : 0
    let isNegative = index == 1
    var isFraction = false
    // 2^53 has 16 digits; 24 bytes leave room for zeros in front and for the point.
    guard unsafe literal.count <= 24 else { return nil }
    while unsafe index < literal.count {
      // SAFETY: just compared.
      let byte = unsafe literal[index]
      index += 1
      if byte == UInt8(ascii: ".") {
        isFraction = true
        continue
      }
      guard byte &- UInt8(ascii: "0") <= 9 else { return nil }  // an exponent
      magnitude = magnitude * 10 + UInt64(byte &- UInt8(ascii: "0"))
      if isFraction { scale += 1 }
      guard magnitude <= 1 << 53 else { return nil }
    }
    guard scale <= 22 else { return nil }
    let value = Double(magnitude) / Self.powersOfTen[scale]
    return isNegative ? -value : value
  }

  private static let powersOfTen: [Double] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20,
    1e21, 1e22,
  ]
}
