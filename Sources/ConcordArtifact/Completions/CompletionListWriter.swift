// Weights and beginnings of a list of strings that is written elsewhere: the encoder.

package import ConcordBytes

/// Gathers the weights and the tree of beginnings while the strings of a table go by in order.
///
/// Memory: 8 bytes a string, and 8 for each node of the tree.
package struct CompletionListWriter {
  private var weights: [UInt64] = []
  private var trie = PrefixTrieWriter()

  /// Begins with no string.
  package init() {}

  /// Adds a string, without its class, that is greater than the last one.
  package mutating func append(_ text: ByteView, weight: UInt64) {
    weights.append(weight)
    trie.append(text)
  }

  /// Writes both sections.
  package mutating func finish(
    weights spool: SectionSpool, trie nodes: SectionSpool
  ) throws(SystemError) {
    let code = WeightCode(weights)
    try WeightTree.encode(weights.map(code.code(of:)), code, into: spool)
    weights.removeAll()
    try trie.finish(into: nodes)
  }
}
