// What a caller can choose about a build.

/// How to build.
public struct BuildOptions: Sendable {
  /// How text becomes terms.
  public enum Profile: Sendable {
    /// Words and identifiers, folded, with exact forms; fields title, heading and body.
    case standard
    /// Runs of letters and digits, lower-cased; one field. For comparison with other engines.
    case plain
  }

  /// How text becomes terms.
  public var profile = Profile.standard
  /// Whether words are found by their stems as well, so that "lamps" finds "lamp"; the plain profile never has stems.
  public var stems = true
  /// Language of the stems, as an ISO 639 code or a name; nil for the one that the documents seem to be in.
  ///
  /// It is told from the function words of up to 256 documents. If no language is clear, there are no stems.
  public var stemmer: String?
  /// Private memory to use, in bytes: the index in memory is written out when it is used up.
  public var memory = 256 << 20
  /// Threads to use, at least 1.
  ///
  /// The bytes of the artifact do not depend on it.
  public var threads = 1
  /// Larger documents are listed, not read, in bytes.
  public var maximumDocument = 64 << 20
  /// Whether anything that has to be skipped fails the build.
  public var isStrict = false
  /// Whether the last of several documents with one id counts, instead of failing the build.
  public var lastWins = false
  /// Whether records of larger files remember their line or row.
  ///
  /// The order of records then shows in the bytes, which otherwise depend on the documents alone.
  public var keepsLines = false
  /// Whether to spend more time for a smaller file that answers the same, faster.
  ///
  /// Documents that share words are put together where their order does not show, and texts are compressed harder.
  public var optimizes = false
  /// Files with texts to offer as completions: lines of a text, a tab and its weight.
  public var completions: [String] = []
  /// What of the documents is offered as completions besides their words.
  public var offered: Set<OfferedTexts> = []
  /// The stored field whose numbers rank documents before anything is asked; nil for none.
  ///
  /// A matching document's score is lifted by up to `SearchOptions.rankWeight`, more the greater its number is. Dates count
  /// as numbers, of many values the greatest; documents without one are not lifted.
  public var rankField: String?
  /// Columns of CSV files.
  public var columns = ColumnMapping()

  /// The defaults.
  public init() {}

  /// Texts of documents that can be offered as completions.
  public enum OfferedTexts: String, Sendable, CaseIterable {
    /// Titles.
    case titles
    /// Headings of Markdown.
    case headings
    /// Phrases that are in several documents: 2 to 4 words that follow each other.
    case phrases
  }

  /// Which columns of a CSV file hold what; by default those named "id", "title" and "body".
  public struct ColumnMapping: Sendable {
    /// Name of the column with the id.
    public var id = "id"
    /// Name of the column with the title.
    public var title = "title"
    /// Name of the column with the text.
    public var body = "body"

    /// The defaults.
    public init() {}
  }
}

/// Asks a finished artifact, which lies at `path` and is not published yet, and returns what goes into its section GOLD.
///
/// `GoldenQuestions.answers(at:)` of the library is one. What it throws fails the build.
public typealias GoldenPass = (_ path: String) throws -> [UInt8]

/// What a build did.
public struct BuildSummary: Sendable {
  /// Documents in the artifact.
  public var documents = 0
  /// Distinct terms of all classes.
  public var terms = 0
  /// Bytes of the artifact.
  public var bytes = 0
  /// Bytes of the documents' texts.
  public var textBytes = 0
  /// Name of the stemmer; nil without stems.
  public var stemmer: String?
  /// What was not indexed, and why.
  public var skipped: [Skipped] = []
  /// Root of the checksum tree: the identity of the bytes, in hexadecimal.
  public var identity = ""
  /// Values of fields that have no column, because the name is longer than 255 bytes or came after the first 1,024: they
  /// are shown with their document, and conditions cannot ask for them.
  public var valuesWithoutColumn = 0
  /// Texts offered as completions, besides words.
  public var completions = 0
  /// Lines of lists of completions whose text was there before: the larger weight counts.
  public var repeatedCompletions = 0
  /// Values of the field for ranks that are no numbers and so lift nothing.
  public var valuesWithoutRank = 0
  /// Times that memory was used up and a run was written.
  public var runs = 0
}

/// A stage of a build, for progress.
public enum BuildStage: Sendable, Equatable {
  /// Listing the records.
  case listing
  /// Reading documents: done of all.
  case indexing(done: Int, total: Int)
  /// Merging and writing.
  case merging
  /// Asking golden questions.
  case asking
  /// Checking what was written.
  case verifying(Double)
}
