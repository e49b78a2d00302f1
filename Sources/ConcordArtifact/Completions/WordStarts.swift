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
