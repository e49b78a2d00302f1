// A sorted list of strings with weights: what completion, fuzzy search and look-up are asked of.

package import ConcordBytes
internal import ConcordText

/// A list of weighted strings inside an artifact.
package struct CompletionList: Sendable {
  /// The strings, each behind `keyStart` bytes of class.
  package let table: StringTable
  /// Bytes of class before each string.
  package let keyStart: Int
  /// Codes of the weights by number.
  package let weights: WeightTree
  /// Beginnings.
  package let trie: PrefixTrie
  /// The shapes of the strings, if they are kept: WordShape says what they are.
  package let shapes: Section?
  /// Number of strings: those with the lowest numbers of the table.
  package var count: Int { weights.count }

  /// Puts the parts of a list together; O(1).
  package init(
    table: StringTable, keyStart: Int, weights: Section, trie: Section, shapes: Section? = nil
  ) throws(ArtifactError) {
    self.table = table
    self.shapes = shapes
    self.keyStart = keyStart
    self.weights = try WeightTree(weights)
    if self.weights.count > table.count {
      throw weights.damaged(0, "\(self.weights.count) weights of \(table.count) strings")
    }
    self.trie = try PrefixTrie(trie, count: self.weights.count)
    if let shapes, shapes.length != self.weights.count * WordShape.size {
      throw shapes.damaged(0, "\(shapes.length) bytes for the shapes of \(self.weights.count) strings")
    }
  }

  /// The numbers of the strings that begin with `prefix`.
  ///
  /// O(length), and a look into two blocks of strings where no node of the tree says it all.
  package func strings(withPrefix prefix: ByteView) throws(ArtifactError) -> Range<Int> {
    // Beginnings that many strings have are nodes of the tree of beginnings, near its root. For longer ones the tree over the heads
    // of the blocks has fewer steps, if heads say them.
    if prefix.count >= Self.fewHave && keyStart + prefix.count <= 8 {
      if keyStart == 0 { return try table.narrow(0..<table.count, toPrefix: prefix).clamped(to: 0..<count) }
      return try withKey(of: prefix) { (key) throws(ArtifactError) in
        try table.narrow(0..<table.count, toPrefix: key).clamped(to: 0..<count)
      }
    }
    var place = PrefixPlace(count: count)
    return try strings(withPrefix: prefix, from: &place)
  }

  /// Few strings have a beginning of so many bytes.
  private static var fewHave: Int { 5 }

  /// A place from which every prefix can be looked for.
  package var root: PrefixPlace { PrefixPlace(count: count) }

  /// The same from a place where a beginning of `prefix` led, which is then where the prefix leads.
  package func strings(withPrefix prefix: ByteView, from place: inout PrefixPlace) throws(ArtifactError) -> Range<Int> {
    try trie.descend(prefix, from: &place)
    if place.depth == prefix.count { return place.strings }
    if !place.isLeaf { return place.strings.lowerBound..<place.strings.lowerBound }
    if keyStart == 0 { return try table.narrow(place.strings, toPrefix: prefix) }
    let strings = place.strings
    return try withKey(of: prefix) { (key) throws(ArtifactError) in try table.narrow(strings, toPrefix: key) }
  }

  /// Runs `body` over a text with its class before it.
  private func withKey<Result>(
    of text: ByteView, _ body: (ByteView) throws(ArtifactError) -> Result
  ) throws(ArtifactError) -> Result {
    // Of all classes the lists have the first, whose byte is 0.
    let outcome = unsafe withUnsafeTemporaryAllocation(byteCount: keyStart + text.count, alignment: 1) { room in
      unsafe room.initializeMemory(as: UInt8.self, repeating: 0)
      unsafe UnsafeMutableRawBufferPointer(rebasing: room[keyStart...]).copyMemory(from: text.buffer)
      let key = unsafe ByteView(UnsafeRawBufferPointer(room))
      return Swift.Result { () throws(ArtifactError) in try body(key) }
    }
    return try outcome.get()
  }

  private func withKeyRoom(
    _ body: (UnsafeMutablePointer<UInt8>) throws(ArtifactError) -> Void
  ) throws(ArtifactError) {
    var failure: ArtifactError?
    unsafe withUnsafeTemporaryAllocation(of: UInt8.self, capacity: StringTable.longestKey) { room in
      guard let base = room.baseAddress else { return }
      do throws(ArtifactError) { try unsafe body(base) } catch { failure = error }
    }
    if let failure { throw failure }
  }

  /// The number of a string.
  ///
  /// O(log n).
  package func find(_ text: ByteView) throws(ArtifactError) -> Int? {
    if keyStart == 0 { return try table.find(text) }
    let number = try withKey(of: text) { (key) throws(ArtifactError) in try table.find(key) }
    return number.flatMap { $0 < count ? $0 : nil }
  }

  /// Runs `body` over string `number`, without its class; nothing is allocated.
  package func withText<Result>(
    _ number: Int, _ body: (UnsafeBufferPointer<UInt8>) -> Result
  ) throws(ArtifactError) -> Result {
    var result: Result?
    try unsafe withKeyRoom { (key) throws(ArtifactError) in
      let length = try unsafe table.read(number, into: key)
      result = unsafe body(
        UnsafeBufferPointer(start: key + min(keyStart, length), count: max(0, length - keyStart)))
    }
    guard let result else { throw table.damaged("no room for string \(number)") }
    return result
  }

  /// String `number`, without its class.
  package func text(_ number: Int) throws(ArtifactError) -> [UInt8] {
    var text: [UInt8] = []
    try unsafe withKeyRoom { (key) throws(ArtifactError) in
      let length = try unsafe table.read(number, into: key)
      text = unsafe Array(UnsafeBufferPointer(start: key + min(keyStart, length), count: max(0, length - keyStart)))
    }
    return text
  }

  /// Strings within `most` edits of a text, or that begin with something within `most` edits.
  ///
  /// Distance is counted in Unicode scalars. A string may be there more than once: the least distance counts.
  ///
  /// - Parameter within: disjoint ascending ranges outside of which nothing is looked for; nil for everywhere.
  /// - Returns: nil for a text over `EditAutomaton.longest` scalars; `isComplete` is false if `shouldStop` ended the walk.
  /// - Complexity: O(beginnings within `most` edits).
  package func near(
    _ text: [UInt32], most: Int, isPrefix: Bool, within: [Range<Int>]? = nil, shouldStop: @escaping () -> Bool
  ) throws(ArtifactError) -> (found: [FuzzyRange], isComplete: Bool)? {
    guard let automaton = EditAutomaton(text) else { return nil }
    let most = min(2, max(0, most))
    var walk = try FuzzyWalk(
      self, automaton, EditShapes(text, most: most, isPrefix: isPrefix), most: most, isPrefix: isPrefix,
      within: within ?? [0..<count], shouldStop: shouldStop)
    try walk.run()
    return (walk.found, walk.isComplete)
  }
}
