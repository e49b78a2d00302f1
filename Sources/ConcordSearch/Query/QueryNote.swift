// What a query could not mean as it was written: remarks for the user, and the two errors.

/// A remark about a part of a query's text that could not be used as it was meant.
public struct QueryNote: Sendable, Equatable, Hashable {
  /// What was wrong.
  public enum Kind: Sendable, Equatable, Hashable {
    /// A quote that is never closed; what follows it was read as if it were not there.
    case unclosedQuote
    /// An opening parenthesis that is never closed; the group goes to the end.
    case unclosedGroup
    /// A closing parenthesis that closes nothing.
    case strayParenthesis
    /// AND, OR, NOT, `+`, `-` or another mark without anything to work on, or one that changes nothing where it stands.
    case strayOperator
    /// Parentheses around nothing.
    case emptyGroup
    /// A word or phrase without a letter or a digit.
    case nothingToSearch
    /// A `^` without a number from 0 to 1,000, or on something that has no score.
    case badBoost
    /// A `~` behind a phrase without a whole number from 0 to 100.
    case badSlop
    /// A `~` behind a word without 0, 1 or 2, or on a word that is a prefix already.
    case badDistance
    /// A name before a colon that is no field, and the field that may have been meant.
    case unknownField(nearest: String?)
    /// A field with nothing behind its colon.
    case emptyField
    /// A field around something that is asked of another field.
    case unusedField
    /// A range that is none, or one of a field that has no ranges.
    case badRange
    /// A prefix or a fuzzy word of a stored field, which is compared as a whole.
    case wholeValue
    /// Parentheses deeper than 64; they were read as if they were not there.
    case tooDeep
    /// Nothing but exclusions: everything else is found.
    case onlyNegative
  }

  /// What was wrong.
  public let kind: Kind
  /// Where, in UTF-8 bytes of the text.
  public let range: Range<Int>
  /// What was done about it, in one sentence for the user.
  public let message: String

  /// Makes a note.
  public init(kind: Kind, range: Range<Int>, message: String) {
    (self.kind, self.range, self.message) = (kind, range, message)
  }
}

/// Why a text is no query.
///
/// There are only limits: whatever is within them is a query.
public enum QueryError: Error, Sendable, Equatable, Hashable {
  /// The text has `found` bytes and at most `limit` are allowed.
  case tooLong(found: Int, limit: Int)
  /// There are at least `found` words and values, one more than `limit`; the first one too many is at byte `offset`.
  case tooManyClauses(found: Int, limit: Int, offset: Int)
}

extension QueryError: CustomStringConvertible {
  /// What is wrong, in one line, and what helps.
  public var description: String {
    switch self {
    case .tooLong(let found, let limit): "a query has at most \(limit) bytes, this one has \(found); shorten it"
    case .tooManyClauses(let found, let limit, let offset):
      "a query has at most \(limit) words and values, this one has \(found) or more (from byte \(offset)); shorten it"
    }
  }
}
