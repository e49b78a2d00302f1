// Upper bounds of a block's strength in one byte, on a log scale of sixteen steps to the octave.

/// The code of a bound.
///
/// Code 0 is 0, code c (1...254) is 2^((c - 1) / 16 - 4), code 255 is infinity. One step is 4.4 %. The sixteen roots are
/// written down as constants, since no result of a mathematical library may reach the file.
package enum BoundCode {
  private static let roots: [Float] = [
    0x1.000000p0, 0x1.0b5586p0, 0x1.172b84p0, 0x1.2387a6p0, 0x1.306fe0p0, 0x1.3dea64p0, 0x1.4bfdaep0, 0x1.5ab07ep0,
    0x1.6a09e6p0, 0x1.7a1148p0, 0x1.8ace54p0, 0x1.9c4918p0, 0x1.ae89fap0, 0x1.c199bep0, 0x1.d5818ep0, 0x1.ea4afap0,
  ]

  /// The value of every code.
  package static let values: [Float] = (0...255).map { code in
    if code == 0 { return 0 }
    if code == 255 { return .infinity }
    let scale = Float(sign: .plus, exponent: ((code - 1) >> 4) - 4, significand: 1)
    return roots[(code - 1) & 15] * scale
  }

  /// The values again, for kernels: infinity is left out.
  package static let table: [Float] = Array(values.dropLast()) + [0]

  /// The smallest code whose value is not below `value`: for upper bounds.
  package static func up(_ value: Float) -> UInt8 {
    if !(value > 0) { return 0 }
    var code = guess(value)
    while code > 1 && values[code - 1] >= value { code -= 1 }
    while values[code] < value { code += 1 }
    return UInt8(code)
  }

  /// The largest code whose value is not above `value`: for lower bounds.
  package static func down(_ value: Float) -> UInt8 {
    if !(value > 0) { return 0 }
    var code = guess(value)
    while code < 255 && values[code + 1] <= value { code += 1 }
    while code > 0 && values[code] > value { code -= 1 }
    return UInt8(code)
  }

  /// The code whose octave and sixteenth of the mantissa are those of a positive value: at most a step or two off.
  private static func guess(_ value: Float) -> Int {
    let octave = Int(value.bitPattern >> 23) - 127 + 4
    return min(max(octave * 16 + Int(value.bitPattern >> 19 & 15) + 1, 1), 254)
  }
}
