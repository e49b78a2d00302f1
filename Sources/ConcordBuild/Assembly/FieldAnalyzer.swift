// The fields of a document, turned into terms in the table, lengths, and checkpoints.

import ConcordArtifact
import ConcordBytes
import ConcordText

/// The fields that a build indexes.
enum Schema {
  case plain
  case standard

  /// The scoring profile that goes into the settings.
  var profile: ScoringProfile {
    switch self {
    case .plain: ScoringProfile(fields: [FieldProfile(name: "text", weight: 1)])
    case .standard:
      ScoringProfile(fields: [
        FieldProfile(name: "title", weight: 2), FieldProfile(name: "heading", weight: 0.5),
        FieldProfile(name: "body", weight: 1),
      ])
    }
  }

  /// The field that snippets come from.
  var bodyField: Int { self == .plain ? 0 : 2 }
}

/// Analyses one document after another.
struct FieldAnalyzer: ~Copyable {
  private let analyzer: Analyzer
  private let schema: Schema
  private var batch = TokenBatch()
  /// Takes the words of titles and bodies, if phrases are wanted.
  private var phrases: PhraseGatherer?

  /// What came of the last document.
  private(set) var lengths: [UInt32] = []
  private(set) var extents: [UInt32] = []
  private(set) var checkpoints: [Checkpoint] = []

  init(_ analyzer: Analyzer, schema: Schema, phrases: PhraseGatherer?) {
    self.analyzer = analyzer
    self.schema = schema
    self.phrases = phrases
  }

  /// Gives the memory for phrases back: no document follows.
  mutating func forgetPhrases() { phrases = nil }

  /// Adds the terms of a document to the table.
  mutating func analyze(
    _ source: borrowing SourceDocument, as document: UInt32, into table: TermTable
  ) throws(SystemError) {
    let fields = schema.profile.fields.count
    lengths = [UInt32](repeating: 0, count: fields)
    extents = [UInt32](repeating: 0, count: fields)
    checkpoints.removeAll(keepingCapacity: true)
    switch schema {
    case .plain:
      try add(source.title, field: 0, start: 0, document, table, structure: .unknown)
      try add(source.body, field: 0, start: 0, document, table, marks: true, structure: source.structure)
    case .standard:
      try add(source.title, field: 0, start: 0, document, table, structure: .unknown)
      var start = extents[0] + Settings.fieldGap
      for range in source.headings {
        guard let heading = try? source.body.slice(range.lowerBound, range.count) else { continue }
        // Their phrases are those of the body, where they stand as well.
        try add(heading, field: 1, start: start, document, table)
      }
      start += extents[1] + Settings.fieldGap
      try add(
        source.body, from: source.bodyStart, field: 2, start: start, document, table, marks: true,
        structure: source.structure)
    }
  }

  /// Adds a text at the end of a field that begins at position `start` of the document, and its phrases if it has a structure.
  private mutating func add(
    _ text: ByteView, from offset: Int = 0, field: Int, start: UInt32, _ document: UInt32, _ table: TermTable,
    marks: Bool = false, structure: PhraseStructure? = nil
  ) throws(SystemError) {
    let phrases = structure == nil ? nil : phrases
    if let structure { phrases?.begin(document, from: offset, structure) }
    var cursor = Analyzer.Cursor(offset: offset, position: extents[field])
    var length: UInt32 = 0
    var last = UInt32.max
    var nextMark: UInt32 = 0
    while cursor.offset < text.count && table.hasRoom {
      batch.reset()
      unsafe analyzer.analyze(text.bytes, from: &cursor, into: &batch)
      let tokens = unsafe batch.tokens
      let keys = unsafe batch.keys
      for index in 0..<batch.count {
        let token = unsafe tokens[index]
        if token.position != last {
          length &+= 1
          last = token.position
          if marks && token.position >= nextMark {
            nextMark = mark(token)
          }
        }
        unsafe table.add(
          termClass: token.termClass.rawValue, key: keys + Int(token.keyStart), length: Int(token.keyLength),
          document: document, position: start &+ token.position)
      }
      if let phrases { try phrases.add(batch, of: text) }
    }
    lengths[field] &+= length
    extents[field] = cursor.position
  }

  /// Places the checkpoints up to a token; returns the position of the next.
  private mutating func mark(_ token: Token) -> UInt32 {
    while UInt32(checkpoints.count) * Checkpoint.interval <= token.position {
      checkpoints.append(Checkpoint(offset: Int(token.sourceStart), position: token.position))
    }
    return UInt32(checkpoints.count) * Checkpoint.interval
  }
}

extension SourceDocument {
  /// What phrases have to know of the body.
  fileprivate var structure: PhraseStructure {
    isMarkdown ? PhraseStructure(headings: headings, asides: asides) : .unknown
  }
}
