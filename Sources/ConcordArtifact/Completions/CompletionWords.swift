// A list of weighted strings as the search by similarity reads it.

internal import ConcordBytes
package import ConcordText

/// The strings of a list, block by block, with their shapes if the artifact has them.
///
/// Shapes are verified as a whole when this is made.
@safe package struct CompletionWords: WordList {
  private let list: CompletionList
  package let shapes: UnsafeRawBufferPointer?
  package var count: Int { list.count }

  /// Reads a list.
  package init(_ list: CompletionList) throws(ArtifactError) {
    self.list = list
    unsafe shapes = try list.shapes?.all().buffer
  }

  package func lowerBound(_ key: UnsafeBufferPointer<UInt8>) throws(ArtifactError) -> Int {
    let whole = unsafe [UInt8](repeating: 0, count: list.keyStart) + key
    return min(list.count, try whole.withView { (view) throws(ArtifactError) in try list.table.lowerBound(view) })
  }

  package func read(_ number: Int, into block: inout WordBlock) throws(ArtifactError) {
    let first = number * StringTableWriter.blockSize
    var keys = BlockKeys(try list.table.block(number))
    // Bytes of the last string, and of its text, which may end before it: NUL and a number follow texts that fold alike.
    var last = 0
    var text = 0
    for _ in first..<min(list.count, first + StringTableWriter.blockSize) {
      if !keys.next() || keys.shared > last { throw list.table.damaged("the strings of block \(number)") }
      last = keys.shared + keys.length
      let start = max(list.keyStart, keys.shared)
      let skip = min(keys.length, start - keys.shared)
      // What is left of the suffix is its label, if that is text, and some of the rest.
      var first = skip == 0 && keys.length > 0 ? keys.label : nil
      let inRest = max(0, skip - 1)
      var rest = unsafe UnsafeBufferPointer(start: keys.rest + inRest, count: max(0, keys.length - 1 - inRest))
      if let end = unsafe rest.firstIndex(of: 0) { unsafe rest = UnsafeBufferPointer(rebasing: rest[..<end]) }
      if first == 0 || start > text + list.keyStart {
        first = nil
        unsafe rest = UnsafeBufferPointer(start: nil, count: 0)
      }
      let shared = min(start - list.keyStart, text)
      if unsafe !block.append(keeping: shared, first: first, suffix: rest, readable: keys.readable - inRest) {
        throw list.table.damaged("the strings of block \(number)")
      }
      text = shared + (first == nil ? 0 : 1) + rest.count
    }
  }
}

extension CompletionList {
  /// The `limit` strings that are most like a text by Jaro and Winkler's measure, best first, equal ones in byte order.
  ///
  /// The same as scoring every string; most are passed over unread if the list has shapes.
  package func similar(
    to text: UnsafeBufferPointer<UInt8>, limit: Int
  ) throws(ArtifactError) -> [SimilarWord] {
    var search = unsafe SimilarWords(try CompletionWords(self), like: text)
    return try search.best(limit)
  }

  /// All strings whose similarity to a text is above `score`.
  package func similar(
    to text: UnsafeBufferPointer<UInt8>, above score: Double
  ) throws(ArtifactError) -> [SimilarWord] {
    var search = unsafe SimilarWords(try CompletionWords(self), like: text)
    return try search.all(above: score)
  }
}
