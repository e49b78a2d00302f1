// A document on its way into the index, borrowed from whoever read it.

import ConcordArtifact
import ConcordBytes

/// A document as the assembler takes it.
///
/// The views are valid during the call only.
struct SourceDocument {
  var id = ByteView.empty
  var title = ByteView.empty
  /// The original bytes.
  var body = ByteView.empty
  /// Where the text begins in the body, after front matter.
  var bodyStart = 0
  /// Texts of the headings, as ranges of the body.
  var headings: [Range<Int>] = []
  /// What of the body is no prose: lines of code, HTML and link definitions.
  var asides: [Range<Int>] = []
  /// Whether the body was read as Markdown.
  var isMarkdown = false
  var anchors: [Anchor] = []
  var attributes: [Attribute] = []
  /// Whether the source says which attributes are numbers; if not, texts that look like numbers are.
  var hasTypes = true
  /// Whether the attributes are front matter, and not the members of a record.
  var isFrontMatter = false
  /// Number of the source and line, for records of a larger file.
  var source: (number: Int, line: Int)?
}
