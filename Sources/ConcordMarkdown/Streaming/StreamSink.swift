// What a growing page asks of a renderer: that it can go back to an earlier place of the document.

/// A renderer whose page can be taken back to what was known before a block, or at the last look.
protocol StreamSink: MarkdownSink, ~Copyable {
  associatedtype Options: Sendable
  /// What was known before a block.
  associatedtype Mark: BitwiseCopyable

  init(_ options: Options)

  /// Bytes of the page, and some of them until the next change.
  var count: Int { get }
  func slice(_ start: Int, _ length: Int) -> MarkdownBytes
  /// Forgets all but the first bytes, between two blocks that lie in no other.
  mutating func truncate(to count: Int)
  /// Takes other bytes for its page, and gives its own.
  mutating func replaceOutput(with bytes: inout FlatArray<UInt8>)

  /// Whether the next block is to be set apart from one before it.
  var followsText: Bool { get set }

  var mark: Mark { get }
  /// Goes back to before a block that is open.
  mutating func cut(to mark: Mark)
  /// Keeps the place that it is at, and goes back to it.
  mutating func keep()
  mutating func restore()

  /// What a list or an item is told as; its blocks are told again when that is no longer so.
  static func shape(of node: BlockNode) -> Int
  /// Whether a row of a table stays as it is when others follow.
  static var keepsRows: Bool { get }

  /// Whether what is told may yet be told in another way, and be left unwritten as long as nobody asks for it.
  var isTrial: Bool { get set }
  /// Whether the last block is left unwritten.
  var isPostponed: Bool { get }
  /// Writes the block that was left unwritten.
  mutating func writePostponed()
  /// So many last lines of that block at least; nil if they may begin before it.
  mutating func postponedTail(lines: Int) -> FlatArray<UInt8>?

  /// What stands before and after all footnotes.
  func footnotesHead(_ options: Options, followsText: Bool, into bytes: inout FlatArray<UInt8>)
  static var footnotesEnd: StaticString { get }
}

extension HTMLRenderer: StreamSink {
  init(_ options: MarkdownHTMLOptions) { self.init(options, capacity: 4096, movesPages: true) }

  var count: Int { output.count }

  func slice(_ start: Int, _ length: Int) -> MarkdownBytes { output.slice(start, length) }

  mutating func truncate(to count: Int) { output.truncate(to: count) }

  mutating func replaceOutput(with bytes: inout FlatArray<UInt8>) { output.replace(with: &bytes) }

  var followsText: Bool {
    get { false }
    set {}
  }

  var mark: Int { output.count }

  mutating func cut(to mark: Int) { output.truncate(to: mark) }

  mutating func keep() { kept = (output.count, hasTableBody) }

  mutating func restore() {
    output.truncate(to: kept.output)
    hasTableBody = kept.hasTableBody
  }

  static func shape(of node: BlockNode) -> Int { node.flags.contains(.loose) ? 1 : 0 }

  static var keepsRows: Bool { true }

  var isTrial: Bool {
    get { false }
    set {}
  }

  var isPostponed: Bool { false }

  mutating func writePostponed() {}

  mutating func postponedTail(lines: Int) -> FlatArray<UInt8>? { nil }

  func footnotesHead(_ options: MarkdownHTMLOptions, followsText: Bool, into bytes: inout FlatArray<UInt8>) {
    bytes.append("<section class=\"footnotes\">\n<ol>\n")
  }

  static var footnotesEnd: StaticString { "</ol>\n</section>\n" }
}
