// The members of front matter in this module's own words, so that nobody above has to know YAML.

internal import ConcordYAML

/// A member of front matter.
public struct FrontMatterField: Equatable, Sendable {
  /// What it holds.
  public enum Value: Equatable, Sendable {
    case null
    case bool(Bool)
    case integer(Int64)
    case double(Double)
    case text(String)
    case list([String])
    /// A nested structure, as it is written.
    case source(String)
  }

  /// Its name.
  public let name: String
  /// Its value.
  public let value: Value
}

extension MarkdownFrontMatter {
  /// The members in the order of the file.
  package var fields: [FrontMatterField] {
    mapping.members.map { member in
      let value: FrontMatterField.Value =
        switch member.value {
        case .null: .null
        case .bool(let value): .bool(value)
        case .int(let value): .integer(value)
        case .double(let value): .double(value)
        case .string(let value): .text(value)
        case .list(let value): .list(value)
        case .other(let value): .source(value)
        }
      return FrontMatterField(name: member.key, value: value)
    }
  }
}
