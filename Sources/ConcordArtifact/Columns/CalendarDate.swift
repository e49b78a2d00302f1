// Dates as ISO 8601 writes them, to and from seconds; days and weekdays follow the Gregorian calendar for ever.
//
// Days from a date: H. Hinnant, "chrono-Compatible Low-Level Date Algorithms" (2013): years begin in March, so that the
// leap day is the last of a year, and eras of 400 years have 146,097 days each.

/// Reads and writes dates.
package enum CalendarDate {
  /// A moment, and what was written to say it.
  package struct Parsed: Sendable, Equatable {
    /// Seconds since 1970 began in UTC.
    package let seconds: Int64
    /// Whether no time of day was written.
    package let isDay: Bool
  }

  private static let secondsPerDay: Int64 = 86_400

  /// Days from 1970-01-01 to a date.
  static func days(_ year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
    let shifted = month <= 2 ? year - 1 : year
    let era = (shifted >= 0 ? shifted : shifted - 399) / 400
    let yearOfEra = shifted - era * 400
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
  }

  private static func date(days: Int64) -> (year: Int64, month: Int64, day: Int64) {
    let shifted = days + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
  }

  private static func daysInMonth(_ year: Int64, _ month: Int64) -> Int64 {
    month == 12 ? 31 : days(year, month + 1, 1) - days(year, month, 1)
  }

  /// A day, or a day and a time: 2024-01-31, 2024-01-31T12:00, 2024-01-31T12:00:00Z, 2024-01-31T12:00:00.5+02:00.
  ///
  /// A time without a zone is in UTC; a blank may stand for the T; fractions of a second are left out; a leap second is
  /// the first of the next minute. Nil for any other text, a year or a month alone among them.
  package static func parse(_ text: [UInt8]) -> Parsed? {
    if text.count < 10 || text.count > 40 { return nil }
    var scanner = DateScanner(text)
    guard let year = scanner.digits(4), scanner.skip("-"), let month = scanner.digits(2), scanner.skip("-"),
      let day = scanner.digits(2), month >= 1, month <= 12, day >= 1, day <= daysInMonth(year, month)
    else { return nil }
    let midnight = days(year, month, day) * secondsPerDay
    if scanner.isAtEnd { return Parsed(seconds: midnight, isDay: true) }
    guard scanner.skip("T") || scanner.skip("t") || scanner.skip(" "), let time = scanner.time() else { return nil }
    return Parsed(seconds: midnight + time, isDay: false)
  }

  /// The moments that a bound of a range means: a year, a month or a day covers all of itself.
  ///
  /// A minute covers its 60 seconds.
  package static func covered(_ text: [UInt8]) -> ClosedRange<Int64>? {
    var scanner = DateScanner(text)
    if text.count == 4 || text.count == 7 {
      guard let year = scanner.digits(4) else { return nil }
      if scanner.isAtEnd {
        return days(year, 1, 1) * secondsPerDay...days(year + 1, 1, 1) * secondsPerDay - 1
      }
      guard scanner.skip("-"), let month = scanner.digits(2), month >= 1, month <= 12 else { return nil }
      let first = days(year, month, 1)
      return first * secondsPerDay...(first + daysInMonth(year, month)) * secondsPerDay - 1
    }
    guard let parsed = parse(text) else { return nil }
    let hasSeconds = text.count >= 17 && text[16] == UInt8(ascii: ":")
    return parsed.seconds...parsed.seconds + (parsed.isDay ? secondsPerDay - 1 : hasSeconds ? 0 : 59)
  }

  /// The moment as 2024-01-31 or 2024-01-31T12:00:00Z.
  ///
  /// What lies outside of the years 0 to 9999 is written as the number of its seconds: no parser made it.
  package static func text(seconds: Int64, isDay: Bool) -> String {
    if seconds < -62_167_219_200 || seconds > 253_402_300_799 { return String(seconds) }
    var day = seconds / secondsPerDay
    var rest = seconds % secondsPerDay
    if rest < 0 {
      day -= 1
      rest += secondsPerDay
    }
    let date = date(days: day)
    let head = "\(padded(date.year, 4))-\(padded(date.month, 2))-\(padded(date.day, 2))"
    if isDay && rest == 0 { return head }
    return "\(head)T\(padded(rest / 3600, 2)):\(padded(rest / 60 % 60, 2)):\(padded(rest % 60, 2))Z"
  }

  private static func padded(_ value: Int64, _ width: Int) -> String {
    let digits = String(value)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
  }
}

/// A place in the bytes of a date.
private struct DateScanner {
  private let text: [UInt8]
  private var place = 0

  init(_ text: [UInt8]) { self.text = text }

  var isAtEnd: Bool { place == text.count }

  /// A number of exactly `count` digits.
  mutating func digits(_ count: Int) -> Int64? {
    if place + count > text.count { return nil }
    var value: Int64 = 0
    for byte in text[place..<place + count] {
      let digit = byte &- UInt8(ascii: "0")
      if digit > 9 { return nil }
      value = value * 10 + Int64(digit)
    }
    place += count
    return value
  }

  mutating func skip(_ character: Unicode.Scalar) -> Bool {
    if place < text.count && text[place] == UInt8(ascii: character) {
      place += 1
      return true
    }
    return false
  }

  /// The seconds since midnight in UTC, up to the end of the text.
  mutating func time() -> Int64? {
    guard let hour = digits(2), skip(":"), let minute = digits(2), hour < 24, minute < 60 else { return nil }
    var seconds = hour * 3600 + minute * 60
    if skip(":") {
      guard let second = digits(2), second <= 60 else { return nil }
      seconds += second
      if skip(".") {
        guard digits(1) != nil else { return nil }
        while digits(1) != nil {}
      }
    }
    if isAtEnd { return seconds }
    if skip("Z") || skip("z") { return isAtEnd ? seconds : nil }
    let sign: Int64 = skip("+") ? -1 : skip("-") ? 1 : 0
    guard sign != 0, let hours = digits(2), hours < 24 else { return nil }
    _ = skip(":")
    let minutes: Int64
    if isAtEnd { minutes = 0 } else if let more = digits(2), more < 60 { minutes = more } else { return nil }
    return isAtEnd ? seconds + sign * (hours * 3600 + minutes * 60) : nil
  }
}
