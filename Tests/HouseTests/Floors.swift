// The floors of the house as data, and the rules that follow from them.

/// Which module may import which.
enum Floors {
  /// The floor of every module; a module imports only from floors below its own.
  static let floor: [String: Int] = [
    "concord": 7,
    "ConcordTerminal": 6, "ConcordServer": 6,
    "ConcordScreen": 5,
    "Concordance": 4,
    "ConcordSearch": 3, "ConcordBuild": 3,
    "ConcordArtifact": 2, "ConcordCache": 2,
    "ConcordText": 1, "ConcordMarkdown": 1, "ConcordMetrics": 1,
    "ConcordBytes": 0, "ConcordStemmer": 0, "ConcordYAML": 0, "ConcordSQLite": 0,
    "CKernels": -1, "CLZ4": -1, "CStemmer": -1, "CYAML": -1, "CSQLite": -1,
  ]

  /// Modules that only the listed ones may import.
  static let importers: [String: Set<String>] = [
    "CKernels": ["ConcordBytes", "ConcordText", "ConcordMarkdown", "ConcordArtifact", "ConcordBuild", "ConcordSearch"],
    "CLZ4": ["ConcordBytes"],
    "CStemmer": ["ConcordStemmer"],
    "CYAML": ["ConcordYAML"],
    "CSQLite": ["ConcordSQLite"],
    "ConcordStemmer": ["ConcordText"],
    "ConcordYAML": ["ConcordMarkdown"],
    "ConcordSQLite": ["ConcordCache"],
    "ArgumentParser": ["concord"],
  ]

  /// What comes with the system or the language.
  static let system: Set<String> = ["Glibc", "Musl", "Darwin", "Dispatch", "Synchronization"]

  /// One line for each import of a file that the house forbids.
  static func violations(in file: TextFile) -> [String] {
    guard let own = floor[file.module] else { return ["\(file.path): module \(file.module) stands on no floor"] }
    return Imports.modules(in: file).compactMap { module in
      if let allowed = importers[module], !allowed.contains(file.module) {
        return "\(file.path): only \(allowed.sorted().joined(separator: ", ")) may import \(module)"
      }
      if let other = floor[module] {
        return other < own ? nil : "\(file.path): \(file.module) on floor \(own) imports \(module) on floor \(other)"
      }
      if importers[module] != nil || system.contains(module) { return nil }
      return "\(file.path): \(module) is no module of ours and not on the list"
    }
  }
}
