// What holds for every text: a tree or a typed error, no word lost, linear work, and a text that reads back.

import ConcordSearch
import ConcordTestSupport
import Testing

struct QueryParserPropertyTests {
  private static let valid = [
    #"+"lamp oil"~1 fres* -gas title:keeper^2 year:1990..2000 lang:en"#, "(a OR b) AND NOT c~1",
    #"lang:("en US" OR fr)"#,
    "title:(lamp oil)^2.5 body:\u{201C}p q\u{201D}~3", "year:[1990 TO 2000} date:>=2024-01-01 x^0",
    #"C:\Users foo(bar) http://x.org"#,
  ]
  private static let pieces = [
    "(", ")", "\"", "“", "”", "«", "»", "„", "-", "+", "*", "~", "^", ":", "\\", "..", "[", "]", "{", "}", "<", ">",
    "=", " ", " ", "  ",
    " AND ", " OR ", " NOT ", " TO ", "title:", "year:", "lang:", "nmae:", "lamp", "oil7", "b", "2", "0.5", "~2", "^3",
    "^x", "猫", "🙂", "\u{3000}",
    "é", "&", "\u{301}", "\u{0}", "foo(", "a.b", "\\AND", "AND(", "1e9",
  ]

  private static func randomText(_ random: inout SeededRandom) -> String {
    let size = random.below(64) == 0 ? 4096 : random.below(16) == 0 ? 600 : 60
    let length = random.below(size) + 1
    switch random.below(4) {
    case 0: return String(decoding: random.bytes(length), as: UTF8.self)
    case 1:
      return String(decoding: random.bytes(length).map { $0 & 0x7F }, as: UTF8.self)
    case 2:
      var text = ""
      while text.utf8.count < length { text += pieces[random.below(pieces.count)] }
      return text
    default:
      var bytes = Array(valid[random.below(valid.count)].utf8)
      while bytes.count < length / 2 { bytes += Array((" " + valid[random.below(valid.count)]).utf8) }
      for _ in 0...random.below(6) {
        let piece = Array(pieces[random.below(pieces.count)].utf8)
        let place = random.below(bytes.count + 1)
        switch random.below(3) {
        case 0: bytes.insert(contentsOf: piece, at: place)
        case 1: bytes.removeSubrange(place..<min(place + random.below(4), bytes.count))
        default: bytes.replaceSubrange(place..<min(place + piece.count, bytes.count), with: piece)
        }
      }
      return String(decoding: bytes, as: UTF8.self)
    }
  }

  /// Every text in a tree, values and names of fields included.
  private static func texts(_ node: QueryNode) -> [String] {
    switch node {
    case .word(let text), .phrase(let text, _), .prefix(let text), .fuzzy(let text, _): [text]
    case .range(let field, let lower, let upper): [field, lower?.text ?? "", upper?.text ?? ""]
    case .equals(let field, let value): [field, value]
    case .field(let name, let inner): [name] + texts(inner)
    case .boost(let inner, _): texts(inner)
    case .group(let clauses): clauses.flatMap { texts($0.node) }
    case .everything: []
    }
  }

  /// Whether a run of letters and digits is part of the language where it stands: an operator, or a number of a mark.
  private static func isSyntax(_ word: String, _ range: Range<Int>, _ bytes: [UInt8]) -> Bool {
    if ["AND", "OR", "NOT", "TO"].contains(word) { return true }
    var before = range.lowerBound
    // A boost such as ^0.5 or ^1e-2 has several runs.
    while before > 0, bytes[before - 1] &- 0x30 < 10 || [0x2E, 0x2B, 0x2D, 0x45, 0x65].contains(bytes[before - 1]) {
      before -= 1
    }
    return before > 0 && (bytes[before - 1] == UInt8(ascii: "^") || bytes[before - 1] == UInt8(ascii: "~"))
  }

  @Test(arguments: 0..<20) func `any text is a query, and no word of it is lost`(_ seed: Int) throws {
    var random = SeededRandom(seed: UInt64(seed) + 1000)
    for _ in 0..<Trials.of(5000) {
      let text = Self.randomText(&random)
      let match: QueryMatch = random.below(2) == 0 ? .any : .all
      let query: SearchQuery
      do throws(QueryError) {
        query = try SearchQuery(parsing: text, fields: QueryTable.fields, match: match)
      } catch .tooManyClauses {
        continue
      }
      let lost = Self.lostWord(text, query)
      #expect(lost == nil, "in \(text.debugDescription): \(QueryTable.notation(query.root))")
      #expect(query.notes.allSatisfy { $0.range.upperBound <= text.utf8.count && !$0.range.isEmpty }, "\(text)")
      if lost != nil { return }
      #expect(query.root == query.root.normalized)
      if QueryTable.depth(query.root) > QueryLimits.depth { continue }
      let again = try SearchQuery(parsing: query.description, fields: QueryTable.fields)
      #expect(again.root == query.root, "\(text.debugDescription) as \(query.description.debugDescription)")
      if again.root != query.root { return }
    }
  }

  /// A run of letters and digits that occurs more often outside of notes than in the tree.
  private static func lostWord(_ text: String, _ query: SearchQuery) -> String? {
    let bytes = Array(text.utf8)
    var found: [String: Int] = [:]
    for text in texts(query.root) {
      for (word, _) in QueryTable.words(Array(text.utf8)) { found[word, default: 0] += 1 }
    }
    var isNoted = [Bool](repeating: false, count: bytes.count)
    // That everything else is found explains no word.
    for note in query.notes where note.kind != .onlyNegative { for offset in note.range { isNoted[offset] = true } }
    for (word, range) in QueryTable.words(bytes) where !isNoted[range.lowerBound] && !isSyntax(word, range, bytes) {
      found[word, default: 0] -= 1
      if found[word, default: 0] < 0 { return word }
    }
    return nil
  }

  // MARK: - Work

  @Test(
    arguments: [
      "(", ")", "\"", "“", "«", "-", "- ", "+", "a AND ", "a OR (", "~", "a~", ":", "a:", "\\", "*", "^", "a^", "a^2",
      "NOT ", "title:", "year:[",
      "year:[\" ", "year:[a TO ", "lang:\"", "year:>", "\"a“", "foo(", "a(b) ", "\u{3000}", "..", "year:..", "()", "(a",
      "-(", "a OR b AND ", "nmae:x ",
      "(year:1 ", "title:(", "\\\"", "“\" «", "AND(", "title:\"a\"", "\"a\"b:", "title:title:", "lang:(",
    ])
  func `twice the text is at most 2.6 times the work`(_ piece: String) throws {
    for match in QueryMatch.allCases {
      for count in [100, 250, 1000, 10_000, 30_000] {
        if 2 * count * piece.utf8.count > QueryLimits.bytes { continue }
        // More clauses than are allowed end the work early.
        guard let twice = try Self.steps(String(repeating: piece, count: 2 * count), match) else { continue }
        let once = try #require(try Self.steps(String(repeating: piece, count: count), match))
        #expect(Double(twice) <= 2.6 * Double(once), "\(piece) \(count): \(once), \(twice)")
        #expect(twice <= 12 * 2 * count * piece.utf8.count + 100, "\(piece) \(count): \(twice)")
      }
    }
  }

  /// Nil if there are too many clauses.
  private static func steps(_ text: String, _ match: QueryMatch) throws -> Int? {
    do throws(QueryError) {
      return try SearchQuery.parsingSteps(text, fields: QueryTable.fields, match: match)
    } catch .tooManyClauses {
      return nil
    }
  }

  // MARK: - Text of trees

  private static func randomWord(_ random: inout SeededRandom) -> String {
    let pieces = pieces + ["AND", "OR", "NOT", "TO", "x", "y"]
    return (0...random.below(4)).map { _ in pieces[random.below(pieces.count)] }.joined()
  }

  private static func randomBound(_ random: inout SeededRandom) -> QueryBound? {
    let text = random.below(2) == 0 ? "\(random.below(3000))" : randomWord(&random)
    return random.below(3) == 0 ? nil : QueryBound(text, isInclusive: random.below(2) == 0)
  }

  private static func randomNode(_ random: inout SeededRandom, _ depth: Int) -> QueryNode {
    switch random.below(depth > 0 ? 13 : 8) {
    case 0, 1: return .word(randomWord(&random))
    case 2: return .phrase(randomWord(&random), slop: random.below(130) - 10)
    case 3: return .prefix(randomWord(&random))
    case 4: return .fuzzy(randomWord(&random), distance: random.below(3) == 0 ? nil : random.below(5) - 1)
    case 5:
      return .range(field: ["year", "date"][random.below(2)], lower: randomBound(&random), upper: randomBound(&random))
    case 6: return .equals(field: ["lang", "year"][random.below(2)], value: randomWord(&random))
    case 7: return random.below(4) == 0 ? .everything : .word("lamp\(random.below(10))")
    case 8: return .field(["title", "body"][random.below(2)], randomNode(&random, depth - 1))
    case 9:
      let factors: [Float] = [0, 1, 2, 2.5, 0.1, 1e-7, 1e9, -1, .nan, .infinity, Float(random.below(1 << 24)) / 65536]
      return .boost(randomNode(&random, depth - 1), factors[random.below(factors.count)])
    default:
      return .group(
        (0..<random.below(5)).map { _ in
          let occurrence = QueryClause.Occurrence.allCases[random.below(4)]
          return QueryClause(occurrence, randomNode(&random, depth - 1))
        })
    }
  }

  @Test(arguments: 0..<8) func `the text of a random tree reads back as its normal form`(_ seed: Int) throws {
    var random = SeededRandom(seed: UInt64(seed) + 77)
    for _ in 0..<Trials.of(5000) {
      let tree = Self.randomNode(&random, 1 + random.below(5))
      let normal = tree.normalized
      #expect(normal.normalized == normal, "\(QueryTable.notation(tree))")
      let text = tree.description
      let query = try SearchQuery(parsing: text, fields: QueryTable.fields)
      #expect(query.root == normal, "\(text.debugDescription) of \(QueryTable.notation(tree))")
      #expect(query.description == text)
      if query.root != normal { return }
      let unexpected = query.notes.filter { $0.kind != .onlyNegative }
      #expect(unexpected == [], "\(text.debugDescription)")
      if !unexpected.isEmpty { return }
    }
  }
}
