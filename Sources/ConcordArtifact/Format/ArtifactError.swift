// What can be wrong with an artifact. Each case has another cure, so each is a case of its own.

public import ConcordBytes

/// A reason why an artifact cannot be read, or a part of it cannot.
public enum ArtifactError: Error, Equatable {
  /// The bytes do not begin like an artifact.
  ///
  /// Cure: name another file, or build one.
  case notAnArtifact(found: [UInt8])
  /// The artifact needs a newer reader.
  ///
  /// Cure: update Concordance, or build again with this version.
  case newerFormat(found: Int, supported: Int)
  /// The artifact is older than what this version still reads.
  ///
  /// Cure: build again.
  case olderFormat(found: Int, supported: Int)
  /// The file ends too early, or goes on after its end.
  ///
  /// Cure: copy or download it again.
  case wrongLength(expected: UInt64, found: UInt64)
  /// Bytes of a section are not what was written.
  ///
  /// Cure: copy it again; if it stays so, build again.
  case damaged(section: String, offset: Int, what: String)
  /// The file shrank or failed while it was in use.
  ///
  /// Cure: open it again.
  case changedWhileOpen
  /// The artifact uses something that this build of Concordance lacks.
  case unsupported(String)
  /// The operating system refused.
  case system(SystemError)
}

extension ArtifactError: CustomStringConvertible {
  /// What is wrong, in one line, and what helps.
  public var description: String {
    switch self {
    case .notAnArtifact(let found):
      found.isEmpty
        ? "not an artifact: the file is empty; make one with `concord build`"
        : "not an artifact: it begins with \(Self.hexadecimal(found)), not \(Self.hexadecimal(HeaderLayout.magicBytes))"
    case .newerFormat(let found, let supported):
      "made by a newer version: format \(found), and this one reads up to \(supported); update Concordance"
    case .olderFormat(let found, let supported):
      "made by an older version: format \(found), and this one reads from \(supported); build it again"
    case .wrongLength(let expected, let found):
      found < expected
        ? "truncated: \(expected) bytes expected, \(found) found; copy the file again"
        : "followed by \(found - expected) foreign bytes: \(expected) bytes expected, \(found) found; copy the file again"
    case .damaged(let section, let offset, let what):
      "damaged in section \(section) at byte \(offset): \(what); copy the file again, or build it again"
    case .changedWhileOpen:
      "the file shrank or could not be read while it was open; open it again"
    case .unsupported(let what):
      what
    case .system(let error):
      error.description
    }
  }

  private static func hexadecimal(_ bytes: [UInt8]) -> String {
    bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined(separator: " ")
  }
}
