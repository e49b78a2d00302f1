// What is in an artifact, and whether all of it is as it was written.

internal import ConcordArtifact
internal import ConcordBytes
internal import ConcordSearch

/// A description of an artifact.
public struct Inspection: Sendable {
  /// A section and its size.
  public struct Section: Sendable {
    /// Four letters.
    public let name: String
    /// Bytes without padding.
    public let bytes: Int
  }

  /// A term and what it costs.
  public struct Term: Sendable {
    /// The term; stems, exact forms and n-grams say so before a colon.
    public let text: String
    /// Documents that contain it.
    public let documents: Int
    /// Bytes of its postings and positions.
    public let bytes: Int
  }

  /// A column: a stored field that can be filtered, counted and sorted by.
  public struct Column: Sendable {
    /// Name of the field.
    public let name: String
    /// bool, integer, double, keyword or date; null if it has no value that a column can hold.
    public let type: String
    /// Documents with a value.
    public let documents: Int
    /// Values in all of them.
    public let values: Int
    /// Distinct values.
    public let distinct: Int
    /// The least value, as a query would spell it.
    public let least: String?
    /// The greatest value.
    public let greatest: String?
    /// Bytes in the file.
    public let bytes: Int
    /// Values that are only stored, because no column can hold them: objects, arrays with anything but scalars, NaN.
    public let leftOut: Int
    /// Keywords of which the column has the first 1,024 bytes; the whole ones are stored.
    public let cut: Int
  }

  /// Texts that are offered as completions besides words, and what they cost.
  public struct Completions: Sendable {
    /// Texts.
    public let texts: Int
    /// Bytes of their keys and the index over them.
    public let keys: Int
    /// Bytes that say how texts are shown.
    public let forms: Int
    /// Bytes that say which of them are titles, headings or phrases.
    public let kinds: Int
    /// Bytes of the weights, with the largest of every range.
    public let weights: Int
    /// Bytes of the tree of beginnings, which is what typos are looked for in.
    public let beginnings: Int
    /// Bytes of the lengths and letters of texts, which likeness looks at first.
    public let shapes: Int
    /// Bytes of the words inside of texts.
    public let wordStarts: Int
    /// Name and bytes of each part.
    public var parts: [(name: String, bytes: Int)] {
      [
        ("keys", keys), ("forms", forms), ("kinds", kinds), ("weights", weights), ("beginnings", beginnings),
        ("shapes", shapes), ("word starts", wordStarts),
      ]
    }
  }

  /// Identity of the bytes.
  public let identity: String
  /// Identity of settings and documents.
  public let contentIdentity: String
  /// Bytes of the file.
  public let bytes: Int
  /// Name and value of each setting.
  public let settings: [(name: String, value: String)]
  /// Name and number of what was counted.
  public let counts: [(name: String, count: Int)]
  /// The sections in file order.
  public let sections: [Section]
  /// The columns in the order of their names.
  public let columns: [Column]
  /// The texts that are offered as completions; nil without any.
  public let completions: Completions?
  /// The terms with the most bytes, biggest first.
  public let terms: [Term]
}

extension SearchIndex {
  /// Describes the artifact.
  ///
  /// O(values of columns + texts of completions), and O(terms) if any of the biggest are asked for.
  public func inspection(biggestTerms limit: Int = 10) throws(ConcordanceError) -> Inspection {
    try wrapping { () throws(ArtifactError) in
      let statistics = contents.statistics
      return Inspection(
        identity: identity, contentIdentity: contentIdentity, bytes: contents.artifact.view.count,
        settings: settingsInWords,
        counts: [
          ("documents", statistics.documents), ("terms", statistics.terms), ("tokens", statistics.tokens),
          ("postings", statistics.postings), ("positions", statistics.positions), ("text bytes", statistics.textBytes),
        ],
        sections: contents.artifact.sections.map { Inspection.Section(name: "\($0.kind)", bytes: $0.length) },
        columns: try describeColumns(), completions: try describeCompletions(),
        terms: limit > 0 ? try biggestTerms(limit) : [])
    }
  }

  private func describeColumns() throws(ArtifactError) -> [Inspection.Column] {
    try contents.columns.columns.map { (column) throws(ArtifactError) in
      let entry = column.entry
      let isEmpty = entry.values == 0
      return Inspection.Column(
        name: column.name, type: "\(column.type)", documents: entry.documents, values: entry.values,
        distinct: try contents.distinctValues(of: column),
        least: isEmpty ? nil : try column.value(of: entry.least).description,
        greatest: isEmpty ? nil : try column.value(of: entry.greatest).description,
        bytes: try column.byteCount, leftOut: entry.leftOut, cut: entry.cut)
    }
  }

  private func describeCompletions() throws(ArtifactError) -> Inspection.Completions? {
    try contents.entries.map { (table) throws(ArtifactError) in
      let sizes = try EntrySizes(table, contents.artifact)
      return Inspection.Completions(
        texts: sizes.texts, keys: sizes.keys, forms: sizes.forms, kinds: sizes.kinds, weights: sizes.weights,
        beginnings: sizes.beginnings, shapes: sizes.shapes, wordStarts: sizes.wordStarts)
    }
  }

  private var settingsInWords: [(name: String, value: String)] {
    let settings = contents.settings
    let fields = settings.scoring.fields.map { "\($0.name) \($0.weight)" }.joined(separator: ", ")
    return [
      ("builder", settings.builder), ("analyzer", "\(settings.analyzer)"), ("stemmer", settings.stemmer ?? "none"),
      ("stems", String(settings.stemmerFingerprint, radix: 16)),
      ("codec", "\(settings.codec) \(settings.codecVersion) level \(settings.codecLevel)"),
      ("dictionary", dictionaryInWords), ("order", contents.order == nil ? "by id" : "optimized"),
      ("rank", settings.rankField ?? "none"), ("fields", fields), ("k1", "\(settings.scoring.k1)"),
    ]
  }

  private var dictionaryInWords: String {
    contents.artifact.sectionIfPresent(.dictionary).map { "\($0.length) bytes" } ?? "none"
  }

  private func biggestTerms(_ limit: Int) throws(ArtifactError) -> [Inspection.Term] {
    var best: [Inspection.Term] = []
    var cursor = try contents.dictionary.table.cursor(from: .empty)
    while try cursor.next() {
      let info = try contents.dictionary.info(cursor.number)
      let bytes = info.postingsLength + info.positionsLength
      if best.count == limit, let least = best.last, bytes <= least.bytes { continue }
      let kind = ["", "stem: ", "exact: ", "n-gram: "]
      let number = Int(cursor.key.first ?? 0)
      let text = (number < kind.count ? kind[number] : "") + String(decoding: cursor.key.dropFirst(), as: UTF8.self)
      let place = best.firstIndex { $0.bytes < bytes } ?? best.count
      best.insert(Inspection.Term(text: text, documents: info.documentCount, bytes: bytes), at: place)
      if best.count > limit { best.removeLast() }
    }
    return best
  }

  /// Reads every byte of the artifact at `path` and lists what is wrong; `progress` gets the share done (0...1).
  public static func verify(path: String, progress: (Double) -> Void = { _ in }) -> [ConcordanceError] {
    do {
      let artifact = try ArtifactBytes(path: path)
      var problems = artifact.verifyEverything(progress: progress).map { ConcordanceError($0, path: path) }
      if problems.isEmpty {
        // An order that is none would show only in the answers that need it.
        do { _ = try unsafe IndexContents(artifact).order?.documentsPointer } catch {
          problems.append(ConcordanceError(error, path: path))
        }
      }
      return problems
    } catch {
      return [ConcordanceError(error, path: path)]
    }
  }
}
