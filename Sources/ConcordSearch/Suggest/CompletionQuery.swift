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
  case title
  case heading
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

/// A completion.
package struct CompletedText: Sendable, Equatable {
  /// The text as it is shown.
  package let text: String
  package let weight: UInt64
  /// Edits between what was typed and the text or its beginning.
  package let distance: Int
  package let kind: CompletionKind
  /// UTF-8 ranges of `text` that were typed, on borders of graphemes.
  package let ranges: [Range<Int>]
}

/// Completions, best first.
package struct CompletionAnswer: Sendable {
  package let completions: [CompletedText]
  /// Whether the control ended the search before everything was seen.
  package let isPartial: Bool
}
