// Lengths of fields in one byte each: exact to 31, then four bits after the leading one.

/// The code of a field's length in tokens.
///
/// Codes 0...31 are the length itself. From 32 on, code c stands for (16 + c mod 16) << (c / 16 - 1), so 32 is 32,
/// 47 is 62, 48 is 64, and 255 is 507,904. A length is rounded to the nearest code, up at a tie: at most 3.2 % off,
/// where the usual three bits are up to 12.5 % off.
package enum NormCode {
  /// The length that a code stands for.
  package static func length(_ code: UInt8) -> UInt32 {
    code < 32 ? UInt32(code) : (16 + UInt32(code & 15)) << (UInt32(code >> 4) - 1)
  }

  /// The code of a length.
  package static func encode(_ length: UInt32) -> UInt8 {
    if length < 32 { return UInt8(length) }
    if length >= Self.length(255) { return 255 }
    let shift = UInt32(31 - length.leadingZeroBitCount) - 4
    let rounded = (length + (1 << (shift - 1))) >> shift
    // Rounding up may reach 32, which is the first code of the next shift.
    return UInt8((shift + 1) << 4) + UInt8(rounded - 16)
  }
}
