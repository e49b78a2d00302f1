// Names of fields, and the one that a misspelled name was meant to be.

import ConcordSearch
import ConcordTestSupport
import Testing

struct QueryFieldsTests {
  @Test func `a name has a kind, and a searched field comes before a stored one`() {
    let fields = QueryFields(searched: ["title", "both", ""], stored: ["both", "year"])
    #expect(fields.kind(of: "title") == .searched)
    #expect(fields.kind(of: "both") == .searched)
    #expect(fields.kind(of: "year") == .stored)
    #expect(fields.kind(of: "Title") == nil)
    #expect(fields.kind(of: "") == nil)
    #expect(fields.names == ["both", "title", "year"])
  }

  @Test(
    arguments: [
      ("nmae", "name"), ("titel", "title"), ("TITLE", "title"), ("tilte", "title"), ("ttle", "title"),
      ("titles", "title"),
      ("langu", "lang"), ("xyz", nil), ("", nil), ("t", nil), ("ab", nil), ("title123", nil), ("bdoy", "body"),
    ])
  func `the nearest name is at most two edits away`(_ name: String, _ nearest: String?) {
    let fields = QueryFields(searched: ["title", "body", "name"], stored: ["lang"])
    #expect(fields.nearest(to: name) == nearest)
  }

  @Test func `the distance agrees with its definition on a small alphabet`() {
    var names = [""]
    for _ in 0..<4 { names += names.flatMap { name in ["a", "b"].map { name + $0 } } }
    let unique = Array(Set(names)).sorted()
    for name in unique {
      for other in unique where !other.isEmpty {
        let distance = Self.distance(Array(name.utf8), Array(other.utf8))
        let isNear = distance <= 2 && distance < name.utf8.count
        #expect((QueryFields(searched: [other]).nearest(to: name) == other) == isNear, "\(name) \(other)")
      }
    }
  }

  /// Optimal string alignment by its recursive definition.
  private static func distance(_ a: [UInt8], _ b: [UInt8]) -> Int {
    guard let x = a.last, let y = b.last else { return max(a.count, b.count) }
    var best = min(distance(a.dropLast(), b) + 1, distance(a, b.dropLast()) + 1)
    best = min(best, distance(a.dropLast(), b.dropLast()) + (x == y ? 0 : 1))
    if a.count > 1, b.count > 1, x == b[b.count - 2], y == a[a.count - 2] {
      best = min(best, distance(a.dropLast(2), b.dropLast(2)) + 1)
    }
    return best
  }

  @Test func `a note suggests the field`() throws {
    let query = try SearchQuery(parsing: "titel:lamp", fields: QueryTable.fields)
    #expect(query.notes.map(\.message) == ["There is no field titel; this is searched as words. Did you mean title?"])
  }
}
