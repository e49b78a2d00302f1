// Why a build failed as a whole; what could not be read in part is listed, not thrown.

public import ConcordArtifact
public import ConcordBytes

/// A reason why there is no artifact.
public enum BuildError: Error, Equatable {
  /// The operating system refused.
  case system(SystemError)
  /// The file that was written does not verify; it was not published.
  case artifact(ArtifactError)
  /// Two documents have one id.
  case duplicateID(id: String, first: String, second: String)
  /// Something was skipped although `strict` was asked for.
  case skipped(Skipped)
  /// The list of records or of completions alone needs more memory than was allowed.
  case memoryTooSmall(needed: Int, allowed: Int)
  /// Something that is no artifact has the name that the artifact should get.
  case otherTarget(path: String)
  /// The input is nothing that can be built from.
  case unusableInput(path: String, reason: String)
  /// A list of completions has a line that is none.
  case completions(CompletionListError)
  /// The golden questions could not be asked; nothing was published.
  case golden(String)
  /// No document has a number in the field that ranks should be made of; `others` are the fields that have numbers.
  case noRanks(field: String, others: [String])
  /// A setting that makes no sense.
  case invalidOption(String)
}

extension BuildError: CustomStringConvertible {
  /// What is wrong, in one line, and what helps.
  public var description: String {
    switch self {
    case .system(let error): error.description
    case .artifact(let error): "the written file does not verify (\(error)); the old one was left in place"
    case .duplicateID(let id, let first, let second):
      "two documents have the id \(id): \(first) and \(second); make ids unique, or keep the last with --last-wins"
    case .skipped(let skipped): "\(skipped) (--strict: nothing may be skipped)"
    case .memoryTooSmall(let needed, let allowed):
      "the list of records or completions needs \(needed >> 20) MB and --memory allows \(allowed >> 20) MB; raise --memory"
    case .otherTarget(let path):
      "\(path) is there and is not an artifact, so it is not replaced; choose another name with -o, or remove it first"
    case .unusableInput(let path, let reason): "\(path): \(reason)"
    case .completions(let error): error.description
    case .golden(let what): "\(what); the old file, if there is one, was left in place"
    case .noRanks(let field, let others):
      "--rank-field: no document has a number or a date in the field \(field); "
        + (others.isEmpty
          ? "no other field has any: leave --rank-field out"
          : "name one of \(others.joined(separator: ", ")), or leave --rank-field out")
    case .invalidOption(let what): what
    }
  }
}

/// Something that was not indexed, and why.
public struct Skipped: Sendable, Equatable, CustomStringConvertible {
  /// The file.
  public let path: String
  /// Line of a JSON-lines file, row of a CSV file; nil for a whole file.
  public let line: Int?
  /// Why.
  public let reason: String

  /// Lists something.
  public init(path: String, line: Int? = nil, reason: String) {
    (self.path, self.line, self.reason) = (path, line, reason)
  }

  /// "path:line: reason".
  public var description: String { line.map { "\(path):\($0): \(reason)" } ?? "\(path): \(reason)" }
}
