// The import lines of a Swift file.

enum Imports {
  private static let modifiers: Set<Substring> = ["public", "package", "internal", "fileprivate", "private"]
  private static let kinds: Set<Substring> = ["struct", "class", "enum", "protocol", "typealias", "func", "let", "var"]

  /// The modules that a file imports, in order, once each.
  static func modules(in file: TextFile) -> [String] {
    var found: [String] = []
    for line in file.lines {
      var words = line.split(separator: " ")[...]
      while let first = words.first, first.hasPrefix("@") || modifiers.contains(first) { words.removeFirst() }
      guard words.popFirst() == "import" else { continue }
      if let first = words.first, kinds.contains(first) { words.removeFirst() }
      guard let name = words.first?.prefix(while: { $0.isLetter || $0.isNumber || $0 == "_" }), !name.isEmpty else {
        continue
      }
      if !found.contains(String(name)) { found.append(String(name)) }
    }
    return found
  }
}
