// What a renderer is told: the events of a walk over a document.
//
// Ranges of text are those of the content of its leaf; `SourceCursor` says where that is in the source.

/// The kinds of emphasis.
enum InlineStyle {
  case emphasis, strong, strike
}

/// A block as an event tells it.
struct BlockEvent {
  /// Its place among the blocks.
  let index: Int
  /// The block itself.
  let node: BlockNode
  /// The block that it lies in.
  let parent: BlockNode
  /// Whether it is a paragraph of a tight list, which is shown without space around it.
  let isTight: Bool
}

/// A link or an image as an event tells it.
struct LinkEvent {
  /// Where it leads, as ranges of `bytes`.
  let link: InlineLink
  let isImage: Bool
  /// The text itself, or the bytes of the definitions for a reference.
  let bytes: MarkdownBytes
}

/// Receives the events of a walk, in the order of the page.
///
/// Renderers are generic over nothing but this, and the walk is generic over them, so that events are direct calls.
protocol MarkdownSink: ~Copyable {
  /// A block begins. Its children, its lines or its text follow.
  mutating func enter(_ block: BlockEvent)
  /// A block ends.
  mutating func leave(_ block: BlockEvent)
  /// What stands after the fence of code, before its lines.
  mutating func info(_ line: ContentLine, of bytes: MarkdownBytes, in block: BlockEvent)
  /// A line of code or HTML, with its padding and without its line break.
  mutating func line(_ line: ContentLine, of bytes: MarkdownBytes, in block: BlockEvent)

  /// Text as it stands.
  mutating func text(_ content: InlineContent, _ start: Int, _ end: Int)
  /// One byte of text after a backslash; the range covers both.
  mutating func escape(_ content: InlineContent, _ start: Int, _ end: Int)
  /// What an entity stands for.
  mutating func entity(_ content: InlineContent, _ start: Int, _ end: Int, value: Int)
  /// A code span; the range is its text between the fences, with line breaks and the spaces at both ends.
  mutating func code(_ content: InlineContent, _ start: Int, _ end: Int)
  /// A tag or another piece of HTML.
  mutating func html(_ content: InlineContent, _ start: Int, _ end: Int)
  /// An end of a line of the source, or of the page.
  mutating func lineBreak(_ content: InlineContent, _ start: Int, _ end: Int, isHard: Bool)
  mutating func open(_ style: InlineStyle, _ content: InlineContent, _ start: Int, _ end: Int)
  mutating func close(_ style: InlineStyle, _ content: InlineContent, _ start: Int, _ end: Int)
  /// A link or an image begins or ends; the ranges are those of its brackets, at the end with what says where it leads.
  mutating func open(_ link: LinkEvent, _ content: InlineContent, _ start: Int, _ end: Int)
  mutating func close(_ link: LinkEvent, _ content: InlineContent, _ start: Int, _ end: Int)
  /// An address that is its own text; what to put before it to follow it.
  mutating func address(_ content: InlineContent, _ start: Int, _ end: Int, prefix: StaticString)
  /// A reference to a footnote: its number on the page and which reference to it this is, both from 1.
  mutating func footnote(_ content: InlineContent, _ start: Int, _ end: Int, number: Int, use: Int)
  /// The footnotes begin or end; they stand at the end of the page.
  mutating func enterFootnotes()
  mutating func leaveFootnotes()
  mutating func enterFootnote(number: Int, uses: Int)
  mutating func leaveFootnote()
}
