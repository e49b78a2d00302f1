// Conditions on stored fields, turned into sets of documents.

package import ConcordArtifact
internal import ConcordText

/// Why a condition means nothing for an index; it then holds for no document, and the user should be told.
package struct ColumnProblem: Sendable, Equatable {
  /// What is wrong.
  package enum Kind: Sendable, Equatable {
    /// No document has a field of this name.
    case unknownField
    /// Documents have the field, but none has a value that can be compared: only objects, or nothing.
    case noValues
    /// The text is no value of the column's type.
    case badValue(String, ColumnType)
    /// What was asked is not a condition on stored fields.
    case notACondition
  }

  /// What is wrong.
  package let kind: Kind
  /// The field that was asked for.
  package let field: String
}

extension ColumnProblem: CustomStringConvertible {
  /// What is wrong, and what helps, in one sentence.
  package var description: String {
    switch kind {
    case .unknownField:
      "no document has a field \"\(field)\"; `concord inspect` lists the fields"
    case .noValues:
      "the field \"\(field)\" has no value that can be compared; objects, and texts of front matter that hardly repeat, are only shown"
    case .badValue(let text, .integer), .badValue(let text, .double):
      "\"\(text)\" is not a number, and \"\(field)\" holds numbers"
    case .badValue(let text, .date):
      "\"\(text)\" is not a date such as 2024, 2024-06 or 2024-06-30, and \"\(field)\" holds dates"
    case .badValue(let text, .bool):
      "\"\(text)\" is neither true nor false, and \"\(field)\" holds nothing else"
    case .badValue(let text, _):
      "\"\(text)\" is not a value of \"\(field)\""
    case .notACondition:
      "only ranges and values of stored fields can be conditions"
    }
  }
}

/// The documents for which a condition holds.
package struct ConditionResult {
  /// Their slots; a condition with a problem holds for none.
  package let documents: DocumentSet
  /// What the condition asked for in vain; empty if it means something throughout.
  package let problems: [ColumnProblem]
}

extension IndexContents {
  /// The documents for which a condition holds: a range, a value, or a group of them.
  ///
  ///     let result = try contents.documents(where: .range(field: "year", lower: QueryBound("2010"), upper: nil))
  ///     plan = .group(PlannedGroup(must: [plan], filter: [.set(result.documents, score: 0)]))
  ///
  /// The type of the column says what the texts of the condition mean. Numbers are compared as numbers. A date may be a
  /// year, a month, a day, a minute or a moment and covers all of itself: from 2024-01 to 2024-06 means the days of six
  /// months, and `equals` 2024 all of that year. Keywords are compared by their bytes. A document with many values is in a
  /// range if one of them is. A range without bounds holds for all documents that have a value.
  ///
  /// In a group, a condition with a problem holds for no document, as one that nothing meets.
  /// - Complexity: O(documents / 128) where the least and greatest value of a block decide, O(documents) elsewhere.
  package func documents(where condition: QueryNode) throws(ArtifactError) -> ConditionResult {
    var problems: [ColumnProblem] = []
    let documents = try documents(where: condition, problems: &problems)
    try artifact.checkIntact()
    return ConditionResult(documents: documents, problems: problems)
  }

  private func documents(
    where condition: QueryNode, problems: inout [ColumnProblem]
  ) throws(ArtifactError) -> DocumentSet {
    let nothing = DocumentSet(capacity: statistics.documents)
    switch condition {
    case .range(let field, let lower, let upper):
      guard let column = column(field, &problems) else { return nothing }
      guard let low = try bound(lower, column, &problems), let high = try bound(upper, column, &problems) else {
        return nothing
      }
      guard let range = BoundPlace.range(from: low.value, to: high.value) else { return nothing }
      return try documents(with: column, in: range)
    case .equals(let field, let value):
      guard let column = column(field, &problems) else { return nothing }
      guard let place = try bound(QueryBound(value), column, &problems),
        let range = BoundPlace.range(from: place.value, to: place.value)
      else { return nothing }
      return try documents(with: column, in: range)
    case .group(let clauses): return try documents(of: clauses, problems: &problems)
    case .everything: return .everything(statistics.documents)
    case .word, .phrase, .prefix, .fuzzy, .field, .boost:
      problems.append(ColumnProblem(kind: .notACondition, field: ""))
      return nothing
    }
  }

  private func column(_ field: String, _ problems: inout [ColumnProblem]) -> Column? {
    guard let column = columns[field] else {
      problems.append(ColumnProblem(kind: .unknownField, field: field))
      return nil
    }
    if column.type == .null {
      problems.append(ColumnProblem(kind: .noValues, field: field))
      return nil
    }
    return column
  }

  /// An end of a range, which may be open.
  private struct End { let value: (place: BoundPlace, isInclusive: Bool)? }

  private func bound(
    _ bound: QueryBound?, _ column: Column, _ problems: inout [ColumnProblem]
  ) throws(ArtifactError) -> End? {
    guard let bound else { return End(value: nil) }
    if let place = try column.place(of: bound.text) { return End(value: (place, bound.isInclusive)) }
    problems.append(ColumnProblem(kind: .badValue(bound.text, column.type), field: column.name))
    return nil
  }

  /// A group by the rules of `QueryClause.Occurrence`; depth is that of the query, which its limits bound.
  private func documents(
    of clauses: [QueryClause], problems: inout [ColumnProblem]
  ) throws(ArtifactError) -> DocumentSet {
    if clauses.isEmpty { return DocumentSet(capacity: statistics.documents) }
    let found = DocumentSet.everything(statistics.documents)
    let any = DocumentSet(capacity: statistics.documents)
    var (hasShould, hasMust) = (false, false)
    for clause in clauses {
      let set = try documents(where: clause.node, problems: &problems)
      switch clause.occurrence {
      case .should:
        any.formUnion(set)
        hasShould = true
      case .must:
        found.formIntersection(set)
        hasMust = true
      case .filter: found.formIntersection(set)
      case .mustNot: found.subtract(set)
      }
    }
    if hasShould && !hasMust { found.formIntersection(any) }
    return found
  }

  /// The slots that have a value of `column` whose ordinal lies in a range.
  ///
  /// Blocks outside of the range are skipped, and blocks inside of it taken as a whole.
  package func documents(with column: Column, in range: ClosedRange<UInt64>) throws(ArtifactError) -> DocumentSet {
    let set = DocumentSet(capacity: statistics.documents)
    if column.ends != nil {
      try insertMany(column, range, into: set)
      return set
    }
    let list = column.list
    for number in 0..<list.blockCount {
      let mask = try list.mask(list.block(number), in: range)
      // SAFETY: a set has whole words for every slot, and a list a place for every slot.
      unsafe set.words[number * 2] = mask.0
      if mask.1 != 0 { unsafe set.words[number * 2 + 1] = mask.1 }
    }
    return set
  }

  /// Finds the values first, a block after another, and then the slots that they belong to.
  private func insertMany(_ column: Column, _ range: ClosedRange<UInt64>, into set: DocumentSet) throws(ArtifactError) {
    let reader = ColumnReader(column)
    for number in 0..<column.list.blockCount {
      let mask = try column.list.mask(column.list.block(number), in: range)
      for (word, half) in [mask.0, mask.1].enumerated() {
        var bits = half
        while bits != 0 {
          let place = number * PackedListLayout.blockSize + word * 64 + bits.trailingZeroBitCount
          set.insert(try reader.slot(ofPlace: place))
          bits &= bits &- 1
        }
      }
    }
  }
}
