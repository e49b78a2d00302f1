// Random documents with attributes of every type, and what columns ought to say about them, by hand.

import ConcordArtifact
import ConcordBuild
import ConcordBytes
import ConcordSearch
import ConcordTestSupport

/// Documents with what they hold, in canonical order.
struct ColumnModel {
  static let fields = ["day", "flag", "lang", "moment", "name", "price", "sparse", "tags", "year"]

  let documents: [NewDocument]
  /// Values of each field, by number of the document, ascending.
  private(set) var values: [String: [[ColumnValue]]] = [:]

  init(_ count: Int, _ random: inout SeededRandom) {
    var documents: [NewDocument] = []
    var values: [String: [[ColumnValue]]] = [:]
    for field in Self.fields { values[field] = Array(repeating: [], count: count) }
    for number in 0..<count {
      var attributes: [Attribute] = []
      for field in Self.fields where field == "sparse" || Int.random(in: 0..<10, using: &random) > 0 {
        let (attribute, held) = Self.value(of: field, number, &random)
        guard let attribute else { continue }
        attributes.append(Attribute(name: field, value: attribute))
        values[field]?[number] = held
      }
      let id = "d" + String(String(100_000 + number).dropFirst())
      documents.append(
        NewDocument(
          id: id, body: "word\(number % 7) other\(number % 3)", attributes: attributes.shuffled(using: &random)))
    }
    self.documents = documents
    self.values = values
  }

  private static func value(
    of field: String, _ number: Int, _ random: inout SeededRandom
  ) -> (AttributeValue?, [ColumnValue]) {
    switch field {
    case "year":
      let value = Int64.random(in: 1990...2024, using: &random)
      return (.integer(value), [.integer(value)])
    case "sparse":
      if number % 131 != 5 { return (nil, []) }
      let value: Int64 = [.min, .max, 0, -7].randomElement(using: &random) ?? 0
      return (.integer(value), [.integer(value)])
    case "price":
      let cents = Int.random(in: -500...5_000, using: &random)
      if cents % 100 == 0 { return (.integer(Int64(cents / 100)), [.double(Double(cents / 100))]) }
      return (.double(Double(cents) / 100), [.double(Double(cents) / 100)])
    case "lang":
      let value = ["de", "en", "fr", "ja", ""].randomElement(using: &random) ?? ""
      return (.keyword(value), [.keyword(value)])
    case "name":
      let value = "n\(Int.random(in: 0..<300, using: &random))"
      return (.keyword(value), [.keyword(value)])
    case "flag":
      let value = Bool.random(using: &random)
      return (.bool(value), [.bool(value)])
    case "day":
      let seconds = Int64.random(in: 19_000...19_800, using: &random) * 86_400
      return (.keyword(ColumnValue.date(seconds, isDay: true).description), [.date(seconds, isDay: true)])
    case "moment":
      let seconds = Int64.random(in: 1_600_000_000...1_700_000_000, using: &random)
      return (.keyword(ColumnValue.date(seconds, isDay: false).description), [.date(seconds, isDay: false)])
    default:
      let tags = (0..<Int.random(in: 0...4, using: &random)).map { _ in "t\(Int.random(in: 0..<12, using: &random))" }
      let held = Set(tags).sorted { Array($0.utf8).lexicographicallyPrecedes(Array($1.utf8)) }
      return (.json("[" + tags.map { "\"\($0)\"" }.joined(separator: ", ") + "]"), held.map { .keyword($0) })
    }
  }

  /// Numbers of the documents that have a value for which `test` is true.
  func numbers(_ field: String, _ test: (ColumnValue) -> Bool) -> [UInt32] {
    (values[field] ?? []).enumerated().filter { $0.element.contains(where: test) }.map { UInt32($0.offset) }
  }

  /// The artifact of the documents in some order.
  func contents(_ random: inout SeededRandom, optimizes: Bool = false) throws -> IndexContents {
    var options = BuildOptions()
    options.optimizes = optimizes
    options.memory = 16 << 20
    return try IndexContents(
      ArtifactBytes(bytes: TestIndex.bytes(documents.shuffled(using: &random), options: options)))
  }
}

extension ColumnValue {
  /// The order of values of one type, spelled out.
  static func precedes(_ a: ColumnValue, _ b: ColumnValue) -> Bool {
    switch (a, b) {
    case (.bool(let a), .bool(let b)): !a && b
    case (.integer(let a), .integer(let b)): a < b
    case (.double(let a), .double(let b)): a < b
    case (.date(let a, _), .date(let b, _)): a < b
    case (.keyword(let a), .keyword(let b)): Array(a.utf8).lexicographicallyPrecedes(Array(b.utf8))
    default: false
    }
  }
}

extension IndexContents {
  /// Canonical numbers of the documents in a set, ascending.
  func numbers(in set: DocumentSet) throws -> [UInt32] {
    var found: [UInt32] = []
    for slot in 0..<UInt32(statistics.documents) where set.contains(slot) {
      found.append(try order.map { UInt32(try $0.document(atSlot: Int(slot))) } ?? slot)
    }
    return found.sorted()
  }

  /// A set of documents by canonical numbers.
  func set(_ numbers: [UInt32]) throws -> DocumentSet {
    let set = DocumentSet(capacity: statistics.documents)
    for number in numbers { set.insert(try order.map { UInt32(try $0.slot(ofDocument: Int(number))) } ?? number) }
    return set
  }
}
