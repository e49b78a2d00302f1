// The columns of one document, to be shown beside a hit.

package import ConcordArtifact

extension IndexContents {
  /// The values that a document has in a column, ascending; none if it has none.
  ///
  /// The document is named by its canonical number. O(1), except keywords, of which up to 16 are decoded for each.
  package func values(of column: Column, document: UInt32) throws(ArtifactError) -> [ColumnValue] {
    let values = try column.values(ofSlot: Int(slot(ofDocument: document)))
    try artifact.checkIntact()
    return values
  }

  /// The columns in which a document has values, in the order of their names.
  package func columnValues(
    ofDocument document: UInt32
  ) throws(ArtifactError) -> [(name: String, values: [ColumnValue])] {
    var found: [(name: String, values: [ColumnValue])] = []
    for column in columns.columns {
      let values = try values(of: column, document: document)
      if !values.isEmpty { found.append((column.name, values)) }
    }
    return found
  }

  /// How many distinct values a column has: O(1) for keywords, O(values · log values) for others, which are sorted.
  package func distinctValues(of column: Column) throws(ArtifactError) -> Int {
    if column.type == .keyword { return column.entry.keys }
    let reader = ColumnReader(column)
    var ordinals: [UInt64] = []
    ordinals.reserveCapacity(column.list.count)
    for slot in 0..<column.slots { _ = try reader.forEachValue(ofSlot: slot) { ordinals.append($0) } }
    ordinals.sort()
    var distinct = 0
    for index in ordinals.indices where index == 0 || ordinals[index] != ordinals[index - 1] { distinct += 1 }
    return distinct
  }
}
