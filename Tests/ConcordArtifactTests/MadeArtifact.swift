// Artifacts out of sections that a test makes up.

import ConcordBytes
import ConcordTestSupport

@testable import ConcordArtifact

enum MadeArtifact {
  /// The bytes of a file with the given sections.
  static func bytes(_ sections: [(SectionKind, [UInt8])]) throws -> [UInt8] {
    try bytes(
      sections.map { kind, bytes in
        let spool = SectionSpool(kind)
        try spool.append(bytes)
        return spool
      })
  }

  /// The bytes of a file with the given sections.
  static func bytes(_ sections: [SectionSpool]) throws -> [UInt8] {
    var writer = ArtifactWriter()
    for section in sections { writer.add(section) }
    var out: [UInt8] = []
    let written = try writer.write(contentIdentity: Hash128(high: 1, low: 2)) { out += $0.array }
    precondition(written.length == out.count, "the writer counts what it writes")
    return out
  }

  /// A file with the given sections, opened.
  static func open(_ sections: [(SectionKind, [UInt8])]) throws -> ArtifactBytes {
    try ArtifactBytes(bytes: try bytes(sections))
  }

  /// The bytes that were appended to a spool.
  static func content(_ spool: SectionSpool) throws -> [UInt8] {
    let length = spool.length
    try spool.finish()
    var out: [UInt8] = []
    try spool.copy { out += $0.array }
    return Array(out.prefix(length))
  }

  /// One section, opened.
  static func section(_ bytes: [UInt8], kind: SectionKind = .settings) throws -> Section {
    try open([(kind, bytes)]).section(kind)
  }

  /// Runs `body` and counts its error as an answer; any other outcome than a value or an `ArtifactError` is a trap.
  static func outcome<Value>(_ body: () throws(ArtifactError) -> Value) -> Value? {
    do { return try body() } catch { return nil }
  }
}
