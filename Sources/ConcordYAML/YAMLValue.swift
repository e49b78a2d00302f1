// What a member of a small YAML mapping holds.

/// A value, typed by the core schema of YAML 1.2.
package enum YAMLValue: Equatable, Sendable {
  /// Nothing, `~` or `null`.
  case null
  /// `true` or `false`; `yes` and `on` are text.
  case bool(Bool)
  /// A whole number in decimal, `0x` or `0o` notation that fits 64 bits.
  case int(Int64)
  /// A number with a point or an exponent, `.inf`, `.nan`, or a whole number that does not fit 64 bits.
  case double(Double)
  /// Text: every other plain scalar, and everything in quotes or in a block.
  case string(String)
  /// A sequence of scalars, each as its text, whatever its type.
  case list([String])
  /// A nested structure, as it is written.
  case other(String)
}

/// A key of a mapping and its value.
package struct YAMLMember: Equatable, Sendable {
  /// The key as text.
  package let key: String
  /// The value.
  package let value: YAMLValue

  /// A scalar as it was meant to be read, so that the title 1.10 stays 1.10; nil for a list or a nested structure.
  package let text: String?

  /// Pairs a key with a value.
  package init(key: String, value: YAMLValue, text: String?) {
    (self.key, self.value, self.text) = (key, value, text)
  }
}

extension YAMLValue {
  /// Types a plain scalar by the core schema (YAML 1.2.2, chapter 10.3.2).
  static func plain(_ text: String) -> YAMLValue {
    switch text {
    case "", "~", "null", "Null", "NULL": return .null
    case "true", "True", "TRUE": return .bool(true)
    case "false", "False", "FALSE": return .bool(false)
    case ".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF": return .double(.infinity)
    case "-.inf", "-.Inf", "-.INF": return .double(-.infinity)
    case ".nan", ".NaN", ".NAN": return .double(.nan)
    default: return number(text) ?? .string(text)
    }
  }

  private static func number(_ text: String) -> YAMLValue? {
    let bytes = text.utf8
    guard let first = bytes.first, first <= UInt8(ascii: "9") else { return nil }
    if text.hasPrefix("0x") { return based(text, radix: 16) }
    if text.hasPrefix("0o") { return based(text, radix: 8) }
    guard let form = NumberForm(bytes) else { return nil }
    if form == .integer, let value = Int64(text) { return .int(value) }
    return Double(text).map(YAMLValue.double)
  }

  /// `0x` or `0o` and digits; Swift's own parser would take a sign after the prefix.
  private static func based(_ text: String, radix: Int) -> YAMLValue? {
    let digits = text.dropFirst(2)
    if digits.first == "-" || digits.first == "+" { return nil }
    if let value = Int64(digits, radix: radix) { return .int(value) }
    return nil
  }
}

/// What the core schema takes for a number in decimal notation.
private enum NumberForm {
  case integer, float

  // [-+]? ( \. [0-9]+ | [0-9]+ ( \. [0-9]* )? ) ( [eE] [-+]? [0-9]+ )?
  init?(_ bytes: String.UTF8View) {
    var rest = bytes[...]
    func isSign(_ byte: UInt8?) -> Bool { byte == UInt8(ascii: "-") || byte == UInt8(ascii: "+") }
    func digits() -> Int {
      let run = rest.prefix { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }
      rest = rest[run.endIndex...]
      return run.count
    }
    if isSign(rest.first) { rest = rest.dropFirst() }
    var form = NumberForm.integer
    let whole = digits()
    if rest.first == UInt8(ascii: ".") {
      form = .float
      rest = rest.dropFirst()
      if digits() + whole == 0 { return nil }
    } else if whole == 0 {
      return nil
    }
    if let mark = rest.first, mark | 0x20 == UInt8(ascii: "e") {
      form = .float
      rest = rest.dropFirst()
      if isSign(rest.first) { rest = rest.dropFirst() }
      if digits() == 0 { return nil }
    }
    guard rest.isEmpty else { return nil }
    self = form
  }
}
