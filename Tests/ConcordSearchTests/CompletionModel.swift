// What completion without typos answers, by the letter of its definition: every text and every word is looked at.

import ConcordArtifact
import ConcordBuild
import ConcordBytes
import ConcordSearch
import ConcordTestSupport

/// A corpus of made-up words with a list of texts, and its completions by brute force.
///
/// ASCII only.
struct CompletionModel {
  struct Text: Hashable {
    let text: String
    let weight: UInt64
    var key: String { text.lowercased() }
  }

  /// An answer as the model knows it.
  struct Answer: Equatable, CustomStringConvertible {
    let text: String
    let weight: UInt64
    let isWord: Bool
    var description: String { "\(text):\(weight)\(isWord ? "w" : "")" }
  }

  let contents: IndexContents
  let texts: [Text]
  /// Documents of each word.
  let words: [String: Set<Int>]

  static func word(_ random: inout SeededRandom) -> String {
    String(decoding: (0..<1 + random.below(4)).map { _ in UInt8(97 + random.below(3)) }, as: UTF8.self)
  }

  /// A text of one to four words, written in some way, with a comma now and then.
  static func text(_ random: inout SeededRandom) -> String {
    let words = (0..<1 + random.below(4)).map { _ in word(&random) }
    let text = words.joined(separator: random.below(6) == 0 ? ", " : " ")
    switch random.below(5) {
    case 0: return text.uppercased()
    case 1: return text.prefix(1).uppercased() + text.dropFirst()
    case 2: return "(\(text))"
    default: return text
    }
  }

  init(
    documents count: Int, texts textCount: Int, _ shape: WeightShape, optimizes: Bool = false,
    _ random: inout SeededRandom
  ) throws {
    var documents: [NewDocument] = []
    var words: [String: Set<Int>] = [:]
    for number in 0..<count {
      let body = (0..<random.below(14)).map { _ in Self.word(&random) }
      for word in body { words[word, default: []].insert(number) }
      documents.append(NewDocument(id: "d\(1_000_000 + number)", body: body.joined(separator: " ")))
    }
    let folder = TemporaryFolder()
    var options = BuildOptions()
    options.optimizes = optimizes
    let weights = shape.weights(textCount, &random)
    var heaviest: [String: UInt64] = [:]
    var lines = ""
    for weight in weights {
      let text = Self.text(&random)
      lines += "\(text)\t\(weight)\n"
      heaviest[text] = max(weight, heaviest[text] ?? 0)
    }
    if textCount > 0 { options.completions = [folder.write("list.tsv", Array(lines.utf8))] }
    contents = try IndexContents(ArtifactBytes(bytes: TestIndex.bytes(documents, options: options)))
    texts = heaviest.map { Text(text: $0.key, weight: $0.value) }
    self.words = words
  }

  private static func isWord(_ byte: UInt8) -> Bool { (0x61...0x7a).contains(byte) || (0x30...0x39).contains(byte) }

  /// Where in a key what was typed begins: 0 at its start, else where a word does whose rest comes first; nil for nowhere.
  private static func place(_ key: String, _ typed: String) -> Int? {
    let (key, typed) = (Array(key.utf8), Array(typed.utf8))
    if key.starts(with: typed) { return 0 }
    if typed.isEmpty { return nil }
    let places = key.indices.filter {
      $0 > 0 && isWord(key[$0]) && !isWord(key[$0 - 1]) && key[$0...].starts(with: typed)
    }
    return places.min { key[$0...].lexicographicallyPrecedes(key[$1...]) }
  }

  /// Documents that have all words of a text.
  func documents(_ text: String) -> Set<Int> {
    var left: Set<Int>?
    for word in text.lowercased().split(whereSeparator: { !$0.isLetter }) {
      let own = words[String(word)] ?? []
      left = left.map { $0.intersection(own) } ?? own
    }
    return left ?? []
  }

  /// All completions of a text, without typos; of a context only those that some document has beside it.
  func completions(of typed: String, context: String? = nil) -> [Answer] {
    let key = typed.lowercased()
    let end = key.lastIndex(of: " ").map { key.index(after: $0) } ?? key.startIndex
    let (lead, last) = (String(typed[..<end]), String(key[end...]))
    func isAlive(_ text: String) -> Bool { context.map { !documents("\(text) \($0)").isEmpty } ?? true }
    // Of texts that fold alike all but the heaviest have NUL and a number behind their key.
    var placed: [(text: Text, place: Int, rest: [UInt8])] = []
    for alike in Dictionary(grouping: texts, by: \.key).values {
      for (number, text) in alike.sorted(by: { $0.weight > $1.weight }).enumerated() {
        guard let place = Self.place(text.key, key) else { continue }
        placed.append((text, place, text.key.utf8.dropFirst(place) + (number == 0 ? [] : [0, 0, UInt8(number)])))
      }
    }
    // By weight; of equals those that begin so come first, and all in the order of what follows, then of keys.
    let listed = placed.filter { isAlive($0.text.text) }.sorted { a, b in
      if a.text.weight != b.text.weight { return a.text.weight > b.text.weight }
      if (a.place == 0) != (b.place == 0) { return a.place == 0 }
      if a.rest != b.rest { return a.rest.lexicographicallyPrecedes(b.rest) }
      return a.text.key.utf8.lexicographicallyPrecedes(b.text.key.utf8)
    }.map(\.text)
    var found = listed.map { Answer(text: $0.text, weight: $0.weight, isWord: false) }
    let taken = Set(found.map(\.text))
    // A word before the last one that no document has says nothing.
    let known = knownWords(before: lead)
    let beside = words.keys.filter { word in
      word.hasPrefix(last) && !taken.contains(lead + word) && isAlive("\(known) \(word)")
        && !documents("\(known) \(word)").isEmpty
    }
    found += beside.sorted { a, b in
      let (first, second) = (words[a]?.count ?? 0, words[b]?.count ?? 0)
      return first != second ? first > second : a.utf8.lexicographicallyPrecedes(b.utf8)
    }.map { Answer(text: lead + $0, weight: UInt64(words[$0]?.count ?? 0), isWord: true) }
    return found
  }

  /// The words of what stands before the last one that some document has.
  func knownWords(before lead: String) -> String {
    lead.lowercased().split { !$0.isLetter }.filter { words[String($0)] != nil }.joined(separator: " ")
  }

  /// Something to type: a beginning of a text or of some words.
  func typed(_ random: inout SeededRandom) -> String {
    let source: String
    switch random.below(4) {
    case 0: source = texts.isEmpty ? "" : texts[random.below(texts.count)].text
    case 1: source = Self.word(&random) + " " + Self.word(&random)
    case 2: return Self.word(&random) + " "
    default: source = Self.word(&random)
    }
    return String(source.prefix(random.below(source.count + 1)))
  }
}
