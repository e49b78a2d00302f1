// Dates against a calendar that is counted day by day.

import Testing

@testable import ConcordArtifact

struct CalendarDateTests {
  private func seconds(_ text: String) -> Int64? { CalendarDate.parse(Array(text.utf8))?.seconds }
  private func covered(_ text: String) -> ClosedRange<Int64>? { CalendarDate.covered(Array(text.utf8)) }

  @Test func `every day from 0000 to 9999 is the one after the day before`() {
    var expected = CalendarDate.days(0, 1, 1)
    #expect(expected == -719_528)
    for year in 0...9_999 as ClosedRange<Int64> {
      let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
      for (index, length) in [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31].enumerated() {
        let month = Int64(index + 1)
        if CalendarDate.days(year, month, 1) != expected { Issue.record("\(year)-\(month)") }
        expected += Int64(length)
      }
    }
    #expect(CalendarDate.days(1970, 1, 1) == 0)
  }

  @Test func `what is written is read again`() {
    for value in stride(from: -62_167_219_200 as Int64, through: 253_402_300_799, by: 98_765_433) {
      #expect(seconds(CalendarDate.text(seconds: value, isDay: false)) == value)
    }
    #expect(CalendarDate.text(seconds: 1_706_659_200, isDay: true) == "2024-01-31")
    #expect(CalendarDate.text(seconds: 1_706_659_201, isDay: true) == "2024-01-31T00:00:01Z")
    #expect(CalendarDate.text(seconds: .max, isDay: true) == "\(Int64.max)")
    #expect(CalendarDate.text(seconds: .min, isDay: false) == "\(Int64.min)")
  }

  @Test func `zones, fractions and leap seconds are understood`() {
    let noon: Int64 = 1_706_702_400
    for text in [
      "2024-01-31T12:00:00Z", "2024-01-31T12:00Z", "2024-01-31 12:00:00", "2024-01-31t12:00:00.999z",
      "2024-01-31T14:00:00+02:00", "2024-01-31T14:00:00+0200", "2024-01-31T14:00+02", "2024-01-31T06:30:00-05:30",
      "2024-01-31T11:59:60Z",
    ] {
      #expect(seconds(text) == noon, "\(text)")
    }
    #expect(CalendarDate.parse(Array("2024-01-31".utf8))?.isDay == true)
    #expect(CalendarDate.parse(Array("2024-01-31T00:00Z".utf8))?.isDay == false)
  }

  @Test(arguments: [
    "", "2024", "2024-01", "2024-1-31", "2024-02-30", "2023-02-29", "2024-13-01", "2024-00-10", "2024-01-00",
    "2024-01-31T", "2024-01-31T1:00", "2024-01-31T24:00", "2024-01-31T12:60", "2024-01-31T12:00:61",
    "2024-01-31T12:00:00.", "2024-01-31T12:00:00+", "2024-01-31T12:00:00+2", "2024-01-31T12:00:00+25:00",
    "2024-01-31T12:00:00ZZ", "2024-01-31x", "+2024-01-31", "31.01.2024", "20240131", "２０２４-01-31",
  ]) func `what is no date is none`(text: String) { #expect(seconds(text) == nil) }

  @Test func `a bound covers all of what it names`() {
    #expect(covered("1970") == 0...31_535_999)
    #expect(covered("2024-02") == 1_706_745_600...1_709_251_199)
    #expect(covered("2024-01-31") == 1_706_659_200...1_706_745_599)
    #expect(covered("1970-01-01T00:00") == 0...59)
    #expect(covered("1970-01-01T00:00Z") == 0...59)
    #expect(covered("1970-01-01T00:00:07Z") == 7...7)
    for text in ["", "x", "20245", "2024-13", "2024x01", "999"] { #expect(covered(text) == nil, "\(text)") }
  }
}
