// Sizes as people write them.

import ArgumentParser

/// A number of bytes on the command line: 64MB, 1GB, 500000.
struct ByteCount: ExpressibleByArgument {
  let bytes: Int

  init(bytes: Int) { self.bytes = bytes }

  init?(argument: String) {
    let text = argument.lowercased()
    let units: [(String, Int)] = [("kb", 10), ("mb", 20), ("gb", 30), ("k", 10), ("m", 20), ("g", 30), ("b", 0)]
    for (unit, shift) in units where text.hasSuffix(unit) {
      guard let number = Int(text.dropLast(unit.count)), number >= 0, number <= Int.max >> (shift + 1) else {
        return nil
      }
      bytes = number << shift
      return
    }
    guard let number = Int(text), number >= 0 else { return nil }
    bytes = number
  }

  /// "12.3 MB".
  static func describe(_ bytes: Int) -> String {
    if bytes < 1000 { return "\(bytes) B" }
    let units = ["KB", "MB", "GB", "TB"]
    var value = Double(bytes) / 1000
    var unit = 0
    while value >= 1000 && unit < units.count - 1 {
      value /= 1000
      unit += 1
    }
    return "\((value * 10).rounded() / 10) \(units[unit])"
  }
}

extension Duration {
  /// Seconds, with the fraction.
  var seconds: Double { Double(components.seconds) + Double(components.attoseconds) * 1e-18 }

  /// Two or three digits and a unit: "320 µs", "4.2 ms", "11.0 s".
  var short: String {
    let value = seconds
    if value < 1e-3 { return "\(Int((value * 1e6).rounded())) µs" }
    if value < 0.1 { return "\((value * 1e4).rounded() / 10) ms" }
    return "\((value * 100).rounded() / 100) s"
  }

  /// Whole nanoseconds.
  var nanoseconds: Int { Int(components.seconds) * 1_000_000_000 + Int(components.attoseconds / 1_000_000_000) }
}
