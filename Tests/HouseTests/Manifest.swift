// Package.swift as data: its targets and what each declares to depend on.

/// A target of the manifest.
struct ManifestTarget: Equatable {
  let kind: String
  let name: String
  let dependencies: Set<String>
}

enum Manifest {
  /// The targets of a manifest's text, in order.
  static func targets(in text: String) -> [ManifestTarget] {
    guard let list = body(after: "  targets: [", in: text[...], open: "[", close: "]") else { return [] }
    return calls(in: list).filter { $0.kind.lowercased().hasSuffix("target") || $0.kind == "systemLibrary" }.map {
      let dependencies = body(after: "dependencies: [", in: $0.body, open: "[", close: "]")
      return ManifestTarget(kind: $0.kind, name: firstString($0.body), dependencies: names(in: dependencies ?? ""))
    }
  }

  /// The declared modules of a file's target that differ from what it imports; both ways, only modules of ours.
  static func violations(_ target: ManifestTarget, imports: Set<String>) -> [String] {
    let ours = Set(Floors.floor.keys)
    let declared = target.dependencies.intersection(ours)
    let used = imports.intersection(ours)
    return declared.subtracting(used).sorted().map { "\(target.name) declares \($0) and never imports it" }
      + used.subtracting(declared).sorted().map { "\(target.name) imports \($0) and does not declare it" }
  }

  /// The text between the bracket that ends `start` and its partner.
  private static func body(after start: String, in text: Substring, open: Character, close: Character) -> Substring? {
    guard let from = end(of: start, in: text) else { return nil }
    var depth = 1
    for index in text[from...].indices {
      if text[index] == open { depth += 1 }
      if text[index] == close { depth -= 1 }
      if depth == 0 { return text[from..<index] }
    }
    return nil
  }

  private static func end(of needle: String, in text: Substring) -> String.Index? {
    var index = text.startIndex
    while index < text.endIndex {
      if text[index...].hasPrefix(needle) { return text.index(index, offsetBy: needle.count) }
      index = text.index(after: index)
    }
    return nil
  }

  /// The calls `.kind(…)` on the outermost level.
  private static func calls(in text: Substring) -> [(kind: String, body: Substring)] {
    var found: [(String, Substring)] = []
    var rest = text
    while let dot = rest.firstIndex(of: "."), let open = rest[dot...].firstIndex(of: "(") {
      let kind = rest[rest.index(after: dot)..<open]
      guard kind.allSatisfy(\.isLetter) else {
        rest = rest[rest.index(after: dot)...]
        continue
      }
      guard let inner = body(after: "(", in: rest[open...], open: "(", close: ")") else { break }
      found.append((String(kind), inner))
      rest = rest[inner.endIndex...].dropFirst()
    }
    return found
  }

  private static func firstString(_ text: Substring) -> String {
    let parts = text.split(separator: "\"", maxSplits: 2, omittingEmptySubsequences: false)
    return parts.count > 1 ? String(parts[1]) : ""
  }

  /// Bare strings, and the first string of each `.target(…)` or `.product(…)`.
  private static func names(in text: Substring) -> Set<String> {
    var found = Set<String>()
    var plain = String(text)
    for call in calls(in: text) {
      found.insert(firstString(call.body))
      if let range = plain.firstRange(of: call.body) { plain.removeSubrange(range) }
    }
    let parts = plain.split(separator: "\"", omittingEmptySubsequences: false)
    for index in stride(from: 1, to: parts.count, by: 2) { found.insert(String(parts[index])) }
    return found
  }
}
