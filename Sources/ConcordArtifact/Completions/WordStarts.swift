// Words inside of texts, in the order of what follows from them: "chr" finds "Ghost of Christmas".
//
//   count u64 | zeros to 64 | text u32 × count | offset u8 × count
//
// A start is where a word begins in a text's key, but for the key's own start. Starts are sorted by the rest of the key from
// there, then by text; their weights stand in a tree of their own, so that the heaviest texts with a word of any beginning
// are found without a look at the others.

package import ConcordBytes
internal import ConcordText

/// The starts of an opened artifact.
package struct WordStarts: Sendable {
  static let start = 64
  /// Number of starts.
  package let count: Int
  /// The weights of the texts by start.
  package let weights: WeightTree
  private let section: Section
  private let list: CompletionList

  /// Opens the starts; nil if no text has a second word.
  ///
  /// O(1).
  package init?(_ artifact: ArtifactBytes, _ list: CompletionList) throws(ArtifactError) {
    guard let section = artifact.sectionIfPresent(.wordStarts) else { return nil }
    self.section = section
    self.list = list
    let starts = try section.u64(at: 0)
    if starts > UInt64(UInt32.max) || section.length != Self.start + 5 * Int(starts) {
      throw section.damaged(0, "\(section.length) bytes for \(starts) starts")
    }
    count = Int(starts)
    weights = try WeightTree(artifact.section(.wordStartWeights))
    if weights.count != count { throw section.damaged(0, "\(weights.count) weights of \(count) starts") }
  }

  /// The text of a start, and where in its key the word begins.
  package func start(_ number: Int) throws(ArtifactError) -> (text: Int, offset: Int) {
    let text = Int(try section.u32(at: Self.start + 4 * number))
    let offset = try section.bytes(Self.start + 4 * count + number, 1)
    if text >= list.count { throw section.damaged(Self.start + 4 * number, "text \(text) of \(list.count)") }
    return (text, unsafe Int(offset.base.load(as: UInt8.self)))
  }

  /// The starts from which texts go on with `prefix`.
  ///
  /// O(log n) texts are decoded.
  package func starts(withPrefix prefix: ByteView) throws(ArtifactError) -> Range<Int> {
    let low = try bound(prefix, isUpper: false, from: 0)
    return low..<(try bound(prefix, isUpper: true, from: low))
  }

  private func bound(_ prefix: ByteView, isUpper: Bool, from: Int) throws(ArtifactError) -> Int {
    var (low, high) = (from, count)
    while low < high {
      let middle = (low + high) / 2
      let (text, offset) = try start(middle)
      let key = try list.text(text)
      let order = key.withView { view -> Int in
        guard let rest = try? view.slice(min(offset, view.count), min(prefix.count, max(0, view.count - offset))) else {
          return -1
        }
        return rest.compare(prefix)
      }
      if order < 0 || (isUpper && order == 0) { low = middle + 1 } else { high = middle }
    }
    return low
  }
}

/// Gathers the starts of texts that arrive in the order of their keys.
///
/// Memory: the keys of texts that have a second word, and 24 bytes a start.
struct WordStartsWriter {
  private struct Start {
    let text: UInt32
    let offset: UInt8
    /// The range of `keys` from the start to the end of the text.
    let from: Int
    let to: Int
  }

  private var starts: [Start] = []
  private var weights: [UInt64] = []
  private var keys: [UInt8] = []
  private var texts: UInt32 = 0

  /// Appends a text that is a single word.
  mutating func appendWord() { texts += 1 }

  mutating func append(_ key: ByteView, weight: UInt64) {
    var isInside = unsafe key.count > 0 && CompletionKey.isOfWord(key.bytes[0])
    var base = -1
    for offset in 1..<max(1, min(key.count, 256)) {
      let byte = unsafe key.bytes[offset]
      if byte == 0 { break }
      let isWord = CompletionKey.isOfWord(byte)
      if isWord && !isInside {
        if base < 0 {
          base = keys.count
          unsafe keys.append(contentsOf: key.buffer)
        }
        starts.append(Start(text: texts, offset: UInt8(offset), from: base + offset, to: base + key.count))
        weights.append(weight)
      }
      isInside = isWord
    }
    texts += 1
  }

  /// Sorts and writes the starts; nothing is written without one.
  mutating func finish(folder: String?, into writer: inout ArtifactWriter) throws(SystemError) {
    if starts.isEmpty { return }
    let order = sorted()
    var out = ByteWriter()
    out.writeU64(UInt64(starts.count))
    out.pad(to: WordStarts.start)
    for start in order { out.writeU32(starts[start].text) }
    for start in order { out.writeU8(starts[start].offset) }
    let section = SectionSpool(.wordStarts, folder: folder)
    try section.append(out.bytes)
    let code = WeightCode(weights)
    let spool = SectionSpool(.wordStartWeights, folder: folder)
    try WeightTree.encode(order.map { code.code(of: weights[$0]) }, code, into: spool)
    writer.add(section)
    writer.add(spool)
  }

  private func sorted() -> [Int] {
    unsafe keys.withUnsafeBytes { bytes in
      func rest(_ start: Int) -> ByteView {
        unsafe ByteView(UnsafeRawBufferPointer(rebasing: bytes[starts[start].from..<starts[start].to]))
      }
      return starts.indices.sorted { left, right in
        let order = rest(left).compare(rest(right))
        return order != 0 ? order < 0 : left < right
      }
    }
  }
}
