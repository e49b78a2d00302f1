// A query that has met an index: what will be looked for, what became of each of its words, and what to mark in a text.

internal import ConcordArtifact

/// A term of the dictionary that a part of a query stands for.
public struct UsedTerm: Sendable, Equatable {
  /// How the term is spelled in the index.
  public let text: String
  /// What kind of term it is.
  public let kind: Kind
  /// Documents that have it.
  public let documents: Int
  /// Factor of its contribution to scores.
  public let boost: Float
  /// The word that was asked for, folded; not the text if that is its stem.
  public let word: String

  /// What kinds of terms there are.
  public enum Kind: String, Sendable {
    /// A word, folded.
    case word
    /// A stem.
    case stem
    /// A spelling with its highlights.
    case exact
    /// One or two characters of a script without spaces.
    case characters

    /// Whether the term carries the weight of a word.
    var isOfWord: Bool { self == .word || self == .stem }
  }
}

/// What became of a word, phrase, prefix or condition of a query.
public struct QueryPartReport: Sendable, Equatable {
  /// The part as canonical text.
  public let text: String
  /// What it stands for; for prefixes and fuzzy words the most frequent ones.
  public var terms: [UsedTerm]
  /// How many terms it stands for.
  public var termCount: Int
  /// Words of it that no document has.
  public var absent: [String]
  /// Why it could not be used, or not all of it; nil if it was.
  public var remark: String?
}

/// Lists whose words are marked.
package struct HighlightedForms: Sendable, Equatable {
  /// The numbers of their terms, ascending.
  package let terms: [Int]
  /// Fields that they were asked of, a bit each.
  package let fields: UInt8

  /// Whether a list is among them.
  ///
  /// O(log of how many there are).
  func contains(_ term: Int) -> Bool {
    var (low, high) = (0, terms.count)
    while low < high {
      let middle = (low + high) / 2
      if terms[middle] < term { low = middle + 1 } else { high = middle }
    }
    return low < terms.count && terms[low] == term
  }
}

/// What is marked in texts.
package struct QueryHighlights: Sendable, Equatable {
  /// Keys of single terms (class byte first), with the fields that they were asked of.
  package var terms: [[UInt8]: UInt8] = [:]
  /// Beginnings of keys (class byte first), with their fields.
  package var prefixes: [[UInt8]: UInt8] = [:]
  /// Lists whose words are marked whatever they begin with: stems of words that begin as was asked for.
  package var forms: [HighlightedForms] = []
  /// Phrases: marked only where the words stand together.
  package var phrases: [PlannedPhrase] = []

  /// Nothing is marked.
  package init() {}
}

/// A query as an index understands it.
package struct CompiledQuery {
  /// What was asked.
  package let query: SearchQuery
  package var plan: Plan
  package var highlights: QueryHighlights
  package var parts: [QueryPartReport]

  package init(query: SearchQuery, plan: Plan, highlights: QueryHighlights, parts: [QueryPartReport]) {
    self.query = query
    (self.plan, self.highlights, self.parts) = (plan, highlights, parts)
  }
}
