// A Markdown document that arrives in pieces, as HTML.

package import ConcordBytes

/// A Markdown document that grows, with its page in HTML after each piece.
///
/// Whatever the pieces are, cut in the middle of a character too, the page after each is that of the bytes so far as one
/// document. A piece costs what it adds and what the block that it goes on with shows anew; see <doc:ConcordMarkdown>.
///
///     var stream = MarkdownStream()
///     for piece in pieces {
///       try stream.append(piece)
///       for patch in stream.patches where !patch.isFootnote { show(patch, stream.html(ofBlock: patch.index)) }
///     }
///     stream.finish()
@safe public struct MarkdownStream: ~Copyable, @unchecked Sendable {
  private var document: GrowingDocument<HTMLRenderer>

  /// Begins with nothing.
  ///
  /// - Parameter isEager: whether a block is final as soon as it is finished. A reference is then a link or a footnote only if
  ///   its label is defined before the line that ends the block which lies in no other; else it stays as it is written. What
  ///   the pieces are makes no difference.
  public init(
    extensions: MarkdownExtensions = .all, options: MarkdownHTMLOptions = MarkdownHTMLOptions(),
    isEager: Bool = false
  ) {
    document = GrowingDocument(extensions, options, isEager: isEager)
  }

  /// Adds bytes, before ``finish()``.
  ///
  /// - Throws: `MarkdownError.tooLarge` if all together were 1 GiB or more; then nothing is added.
  package mutating func append(_ bytes: ByteView) throws(MarkdownError) {
    try document.add(bytes)
    document.read(bytes.count)
  }

  /// Adds a piece, before ``finish()``.
  ///
  /// - Throws: `MarkdownError.tooLarge` if all together were 1 GiB or more; then nothing is added.
  public mutating func append(_ bytes: [UInt8]) throws(MarkdownError) {
    try bytes.withView { (view) throws(MarkdownError) in try append(view) }
  }

  /// Adds a piece, before ``finish()``.
  ///
  /// - Throws: `MarkdownError.tooLarge` if all together were 1 GiB or more; then nothing is added.
  public mutating func append(_ text: String) throws(MarkdownError) { try append(Array(text.utf8)) }

  /// Says that nothing follows.
  public mutating func finish() {
    if document.isWhole { return }
    document.finish()
    document.read(0)
  }

  /// The page of all bytes so far; O(page).
  public var html: [UInt8] { document.content.array }

  /// Whether something was left out, because a small document would have made a page without bounds; O(blocks).
  public var isCapped: Bool { document.isCapped }

  /// Hands out the HTML that became final since the last time, and all of the rest once nothing follows; O(what it is).
  ///
  /// Of a block that goes on, that is what no line can change.
  public mutating func takeFinal() -> [UInt8] { document.takeFinal(parts: true) }

  // MARK: What changed

  /// How many top-level blocks the page has.
  public var blockCount: Int { document.page.blocks.count }
  /// How many footnotes there are after them.
  public var footnoteCount: Int { document.page.footnotes.count }

  /// The HTML of a top-level block; empty for definitions.
  public func html(ofBlock index: Int) -> [UInt8] {
    precondition(index >= 0 && index < blockCount, "a block that the page has not")
    return array(document.page.content(document.page.blocks[index]))
  }

  /// The HTML of a footnote, an item of the list at the end of the page.
  public func html(ofFootnote index: Int) -> [UInt8] {
    precondition(index >= 0 && index < footnoteCount, "a footnote that the page has not")
    return array(document.page.content(document.page.footnotes[index]))
  }

  private func array(_ bytes: MarkdownBytes) -> [UInt8] {
    unsafe [UInt8](UnsafeBufferPointer(start: bytes.pointer, count: bytes.count))
  }

  /// What the last call of `append` or `finish` changed, to be done in this order; O(patches).
  ///
  /// An eager stream has none that can be relied on: what one append changed may have been looked at several times.
  public var patches: [MarkdownPatch] { (0..<patchCount).map { document.page.patches[$0] } }

  /// How many they are, and how many bytes of HTML they bring besides what they keep; O(patches).
  package var patchCount: Int { document.page.patches.count }
  package var patchedBytes: Int {
    var sum = 0
    for index in 0..<patchCount where document.page.patches[index].operation != .remove {
      let patch = document.page.patches[index]
      let count =
        patch.isFootnote ? document.page.footnotes[patch.index].count : document.page.blocks[patch.index].count
      sum += count - patch.kept
    }
    return sum
  }

  /// How many top-level blocks can no longer change, and how many bytes of HTML those have.
  ///
  /// They are all before the first that may get another line or that asks for a label that is not defined.
  public var finalPrefix: (blocks: Int, bytes: Int) { document.finalPrefix }
}
