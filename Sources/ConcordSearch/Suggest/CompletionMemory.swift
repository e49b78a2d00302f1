// What one keystroke leaves to the next: places in the trees, the documents of earlier words, the last answers.

internal import ConcordArtifact
internal import ConcordBytes

/// The memory of a session in which one text is typed.
///
/// It belongs to one index and one set of options: only the text may change from call to call.
package struct CompletionMemory: Sendable {
  /// Where the last texts led in the list of texts and in that of words.
  var texts = TypedPlace()
  var words = TypedPlace()
  private var context: CompletionContext?
  private var knowsContext = false
  private var lead: String?
  private var leadContext: CompletionContext?
  private var answers: [(text: String, answer: CompletionAnswer)] = []

  /// Answers that are kept, for steps back.
  private static let longest = 64

  /// Nothing was typed.
  package init() {}

  func answer(to text: String) -> CompletionAnswer? { answers.last { $0.text == text }?.answer }

  mutating func keep(_ answer: CompletionAnswer, to text: String) {
    if answers.count == Self.longest { answers.removeFirst() }
    answers.append((text, answer))
  }

  /// The documents of the context, found once.
  mutating func context(
    _ find: () throws(ArtifactError) -> CompletionContext?
  ) throws(ArtifactError) -> CompletionContext? {
    if !knowsContext { (context, knowsContext) = (try find(), true) }
    return context
  }

  /// The documents of the words before the last one, found once for each last word.
  mutating func leading(
    _ lead: String, _ find: () throws(ArtifactError) -> CompletionContext?
  ) throws(ArtifactError) -> CompletionContext? {
    if self.lead != lead { (leadContext, self.lead) = (try find(), lead) }
    return leadContext
  }

  /// Forgets documents that may not be all, because time was up.
  mutating func forgetContexts() { (knowsContext, lead) = (false, nil) }
}

/// Where a text led in a list.
struct TypedPlace: Sendable {
  private var typed: [UInt8] = []
  private var place: PrefixPlace?
  /// For one edit and two, the strings that begin with something that near to a text: the only ones that can to a longer
  /// one, since what is dropped from the end of a text is dropped from its alignment too.
  private var nearby: [(text: [UInt8], strings: [Range<Int>])?] = [nil, nil, nil]

  /// The strings that begin with a text; from where the last text led if that was its beginning.
  mutating func strings(of list: CompletionList, _ text: [UInt8]) throws(ArtifactError) -> Range<Int> {
    var start = list.root
    if let place, text.starts(with: typed) { start = place }
    let range = try text.withView { (view) throws(ArtifactError) in try list.strings(withPrefix: view, from: &start) }
    (typed, place) = (text, start)
    return range
  }

  /// The strings among which those near to a text are; nil for all.
  func near(_ distance: Int, of text: [UInt8]) -> [Range<Int>]? {
    guard let last = nearby[distance], text.starts(with: last.text) else { return nil }
    return last.strings
  }

  /// Keeps what was found near to a text.
  mutating func keep(_ found: [FuzzyRange], _ distance: Int, of text: [UInt8]) {
    var strings: [Range<Int>] = []
    for range in found.map(\.strings).sorted(by: { $0.lowerBound < $1.lowerBound }) {
      if let last = strings.last, last.upperBound >= range.lowerBound {
        strings[strings.count - 1] = last.lowerBound..<max(last.upperBound, range.upperBound)
      } else {
        strings.append(range)
      }
    }
    nearby[distance] = (text, strings)
  }
}
