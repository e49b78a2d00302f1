// The one error of the library's face: what went wrong, in words that say the cure.

internal import ConcordArtifact
internal import ConcordSearch

/// An error of an index.
public struct ConcordanceError: Error, Sendable, CustomStringConvertible {
  /// What kind of error it is.
  public enum Code: String, Sendable {
    /// The file is not an artifact.
    case notAnArtifact
    /// The artifact needs a newer version of Concordance.
    case newerFormat
    /// The artifact is too old to be read.
    case olderFormat
    /// The file ends too early or goes on too long.
    case wrongLength
    /// Bytes of the file are not what was written.
    case damaged
    /// The file shrank or failed while it was open.
    case changedWhileOpen
    /// The artifact needs something that this build lacks.
    case unsupported
    /// The operating system refused.
    case system
    /// There is no document with this id.
    case noSuchDocument
    /// There is no stored field of this name.
    case noSuchField
    /// A page cursor that is none, or of another index or query.
    case badCursor
    /// The index was built without golden questions.
    case noGoldenQuestions
    /// A query of too many bytes.
    case queryTooLong
    /// A query of too many words and values.
    case queryTooComplex
  }

  /// What kind of error it is.
  public let code: Code
  /// One line: what happened, and what helps.
  public let message: String
  /// The file, if there is one.
  public let path: String?

  init(_ code: Code, _ message: String, path: String?) {
    (self.code, self.message, self.path) = (code, message, path)
  }

  init(_ error: ArtifactError, path: String?) {
    let code: Code =
      switch error {
      case .notAnArtifact: .notAnArtifact
      case .newerFormat: .newerFormat
      case .olderFormat: .olderFormat
      case .wrongLength: .wrongLength
      case .damaged: .damaged
      case .changedWhileOpen: .changedWhileOpen
      case .unsupported: .unsupported
      case .system: .system
      }
    self.init(code, error.description, path: path)
  }

  init(_ error: QueryError) {
    switch error {
    case .tooLong: self.init(.queryTooLong, error.description, path: nil)
    case .tooManyClauses: self.init(.queryTooComplex, error.description, path: nil)
    }
  }

  /// "path: message".
  public var description: String {
    if let path, code != .system { return "\(path): \(message)" }
    return message
  }
}
