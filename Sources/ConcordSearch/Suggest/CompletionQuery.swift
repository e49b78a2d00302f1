// What completion is asked, and what it answers.

internal import ConcordArtifact

/// What completion is asked.
package struct CompletionQuery: Sendable {
  /// What was typed.
  package var text: String
  package var limit = 10
  /// Edits that are allowed, at most 2; nil leaves it to the length: none below 3 letters, one for 3 to 5, two from 6 on.
  package var distance: Int?
  /// Whether whole texts are compared instead of beginnings.
  package var isWhole = false
  /// A query beside which a completion must still find a document.
  package var context: SearchQuery?
  /// Whether texts of lists, titles and the like are offered, or words alone.
  package var offersTexts = true
  package var control = SearchControl.none

  /// Asks for completions of a text.
  package init(_ text: String) { self.text = text }
}

/// What a completion is.
public enum CompletionKind: String, Sendable, CaseIterable {
  /// A word of the documents.
  case word
  /// A text of a list that the author of the index gave.
  case listed
  /// The title of documents.
  case title
  /// A heading of documents.
  case heading
  /// A phrase of several documents.
  case phrase

  init(_ kind: EntryKind) {
    switch kind {
    case .listed: self = .listed
    case .title: self = .title
    case .heading: self = .heading
    case .phrase: self = .phrase
    }
  }
}

/// A completion of what was typed.
public struct Completion: Sendable, Equatable {
  /// The text, with what stood before its last word if only that was completed.
  public let text: String
  /// How much it is wanted: for a word or a phrase the number of documents that have it, else what the author of the list said.
  public let weight: Int
  /// Edits between what was typed and the text or its beginning.
  public let distance: Int
  /// What it is.
  public let kind: CompletionKind
  /// Ranges of `text`, in UTF-8 bytes, that match what was typed, on borders of graphemes.
  public let ranges: [Range<Int>]
}

/// Completions, best first.
package struct CompletionAnswer: Sendable {
  package let completions: [Completion]
  /// Whether the control ended the search before everything was seen.
  package let isPartial: Bool
}
