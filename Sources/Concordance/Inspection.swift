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
  /// The terms with the most bytes, biggest first.
  public let terms: [Term]
}

extension SearchIndex {
  /// Describes the artifact.
  ///
  /// O(terms) if any of the biggest are asked for.
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
        terms: limit > 0 ? try biggestTerms(limit) : [])
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
      ("fields", fields), ("k1", "\(settings.scoring.k1)"),
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
