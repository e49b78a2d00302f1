// Why a text is not a small YAML mapping.

/// What is wrong with a text that should be a small mapping; lines and columns count from 1.
package enum YAMLError: Error, Equatable, Sendable {
  /// The text is longer than is read at all.
  case tooLarge(size: Int, limit: Int)
  /// Structures are nested deeper than is read.
  case tooDeep(line: Int, limit: Int)
  /// The text holds more scalars and structures than are read.
  case tooManyEvents(limit: Int)
  /// A value is taken from elsewhere by `*name`. Refused, because a few lines of aliases can stand for gigabytes.
  case alias(line: Int)
  /// The text is a scalar or a sequence.
  case notAMapping(line: Int)
  /// A second document begins.
  case severalDocuments(line: Int)
  /// libyaml's words for what is not YAML.
  case syntax(problem: String, line: Int, column: Int)
  /// libyaml found no memory.
  case outOfMemory
}

extension YAMLError: CustomStringConvertible {
  /// What is wrong, and where.
  package var description: String {
    switch self {
    case .tooLarge(let size, let limit): "\(size) bytes of YAML, the limit is \(limit)"
    case .tooDeep(let line, let limit): "line \(line): nested deeper than \(limit)"
    case .tooManyEvents(let limit): "more than \(limit) values"
    case .alias(let line): "line \(line): aliases (*name) are not followed; write the value out"
    case .notAMapping(let line): "line \(line): a mapping (key: value) was expected"
    case .severalDocuments(let line): "line \(line): a second document begins"
    case .syntax(let problem, let line, let column): "line \(line), column \(column): \(problem)"
    case .outOfMemory: "libyaml found no memory"
    }
  }
}
