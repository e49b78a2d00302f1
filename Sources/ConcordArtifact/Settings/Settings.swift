// What an artifact was built with: everything that a reader must know to understand terms and scores.
//
// Section SETT is a list of records: tag u16 | length u16 | value. A reader skips tags that it does not know.

internal import ConcordBytes

/// The settings of a build, in the file.
public struct Settings: Sendable, Equatable {
  /// How text becomes terms.
  public enum Analyzer: UInt8, Sendable {
    /// Runs of letters and digits, lower-cased.
    case plain = 0
    /// Words and identifiers, folded, with exact forms.
    case standard = 1
  }

  /// The program that built the file.
  public var builder: String
  /// How text becomes terms.
  public var analyzer: Analyzer
  /// Version of the analyzer's rules.
  public var analyzerVersion: UInt32
  /// Hash of the analyzer's tables and rules.
  public var analyzerFingerprint: UInt64
  /// Language of the stemmer, if stems are indexed.
  public var stemmer: String?
  /// Hash of what the stemmer makes of 1,000 probe words; 0 without one.
  public var stemmerFingerprint: UInt64
  /// The codec of the document store.
  public var codec: String
  /// Version of the codec's library.
  public var codecVersion: UInt32
  /// The codec's level.
  public var codecLevel: UInt32
  /// Fields and weights.
  public var scoring: ScoringProfile
  /// Which field is the text that snippets come from.
  public var bodyField: Int
  /// The stored field that static ranks were made of, if there are any.
  public var rankField: String?

  /// Describes a build.
  public init(
    builder: String, analyzer: Analyzer, analyzerVersion: UInt32, analyzerFingerprint: UInt64, stemmer: String?,
    stemmerFingerprint: UInt64, codec: String, codecVersion: UInt32, codecLevel: UInt32, scoring: ScoringProfile,
    bodyField: Int, rankField: String? = nil
  ) {
    self.builder = builder
    self.analyzer = analyzer
    self.analyzerVersion = analyzerVersion
    self.analyzerFingerprint = analyzerFingerprint
    self.stemmer = stemmer
    self.stemmerFingerprint = stemmerFingerprint
    self.codec = codec
    self.codecVersion = codecVersion
    self.codecLevel = codecLevel
    self.scoring = scoring
    self.bodyField = bodyField
    self.rankField = rankField
  }

  /// Positions between the end of a field and the start of the next, so that no phrase crosses.
  package static let fieldGap: UInt32 = 16

  enum Tag: UInt16 {
    case builder = 1
    case analyzer = 2
    case stemmer = 3
    case codec = 4
    case scoring = 5
    case field = 6
    case rank = 7
  }

  /// The section's bytes.
  package func encode() -> [UInt8] {
    var out = ByteWriter()
    func record(_ tag: Tag, _ value: ByteWriter) {
      out.writeU16(tag.rawValue)
      precondition(value.count <= Int(UInt16.max), "a setting is a short text")
      out.writeU16(UInt16(value.count))
      out.writeBytes(value.bytes)
    }
    var value = ByteWriter()
    value.writeBytes(Array(builder.utf8))
    record(.builder, value)
    value.removeAll()
    value.writeU8(analyzer.rawValue)
    value.writeU32(analyzerVersion)
    value.writeU64(analyzerFingerprint)
    record(.analyzer, value)
    if let stemmer {
      value.removeAll()
      value.writeU64(stemmerFingerprint)
      value.writeBytes(Array(stemmer.utf8))
      record(.stemmer, value)
    }
    value.removeAll()
    value.writeU32(codecVersion)
    value.writeU32(codecLevel)
    value.writeBytes(Array(codec.utf8))
    record(.codec, value)
    value.removeAll()
    value.writeU32(scoring.k1.bitPattern)
    value.writeU8(UInt8(clamping: bodyField))
    record(.scoring, value)
    for field in scoring.fields {
      value.removeAll()
      value.writeU32(field.weight.bitPattern)
      value.writeU32(field.b.bitPattern)
      value.writeBytes(Array(field.name.utf8))
      record(.field, value)
    }
    if let rankField {
      value.removeAll()
      value.writeBytes(Array(rankField.utf8))
      record(.rank, value)
    }
    return out.bytes
  }

  /// Reads the section.
  package init(_ section: Section) throws(ArtifactError) {
    let view = try section.all()
    self.init(
      builder: "", analyzer: .plain, analyzerVersion: 0, analyzerFingerprint: 0, stemmer: nil, stemmerFingerprint: 0,
      codec: "", codecVersion: 0, codecLevel: 0, scoring: ScoringProfile(fields: []), bodyField: 0)
    var at = 0
    do {
      var cursor = ByteCursor(view)
      while cursor.remaining > 0 {
        at = cursor.offset
        let tag = Tag(rawValue: try cursor.readU16())
        let length = Int(try cursor.readU16())
        try read(tag, try cursor.readBytes(length), in: section)
      }
    } catch let error as ArtifactError {
      throw error
    } catch {
      throw section.damaged(at, "\(error)")
    }
    let count = scoring.fields.count
    if count < 1 || count > PostingsLayout.maximumFields || bodyField >= count {
      throw section.damaged(0, "\(count) fields, 1 to \(PostingsLayout.maximumFields) expected")
    }
    if !(scoring.k1 > 0 && scoring.k1.isFinite) { throw section.damaged(0, "k1 is \(scoring.k1)") }
  }

  private mutating func read(_ tag: Tag?, _ value: ByteView, in section: Section) throws {
    var cursor = ByteCursor(value)
    switch tag {
    case .builder: builder = value.string
    case .analyzer:
      guard let known = Analyzer(rawValue: try cursor.readU8()) else {
        throw ArtifactError.unsupported("this version does not know the artifact's analyzer; update Concordance")
      }
      analyzer = known
      analyzerVersion = try cursor.readU32()
      analyzerFingerprint = try cursor.readU64()
    case .stemmer:
      stemmerFingerprint = try cursor.readU64()
      stemmer = try cursor.readBytes(cursor.remaining).string
    case .codec:
      codecVersion = try cursor.readU32()
      codecLevel = try cursor.readU32()
      codec = try cursor.readBytes(cursor.remaining).string
    case .scoring:
      scoring.k1 = Float(bitPattern: try cursor.readU32())
      bodyField = Int(try cursor.readU8())
    case .field:
      let weight = Float(bitPattern: try cursor.readU32())
      let b = Float(bitPattern: try cursor.readU32())
      if !(weight >= 0 && weight.isFinite && b >= 0 && b <= 1) {
        throw section.damaged(0, "a field of weight \(weight) and b \(b)")
      }
      scoring.fields.append(
        FieldProfile(name: try cursor.readBytes(cursor.remaining).string, weight: weight, b: b))
    case .rank: rankField = value.string
    case nil: break
    }
  }
}
