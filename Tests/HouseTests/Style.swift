// Rules about the text of files: how they open, how long they are, what they never say.

enum Style {
  /// Words that no source file contains, each with the reason.
  static let forbidden: [(word: String, reason: String)] = [
    ("try" + "!", "a trap on bad data"), (" as" + "!", "a trap on bad data"), ("fatal" + "Error(", "a trap"),
    ("TO" + "DO", "unfinished work"), ("FIX" + "ME", "unfinished work"),
  ]

  /// Folders of one machine, spelled in halves so that this file passes its own rule.
  static let machineFolders = ["work", "root", "home"].map { "/" + $0 + "/" }

  /// Most lines of a file that does not say why it is longer.
  static let longest = 400

  /// A file opens with a comment that is a sentence.
  static func opening(_ file: TextFile) -> String? {
    let first = file.lines.first ?? ""
    let isSentence = first.hasPrefix("// ") && !first.hasPrefix("// swift") && first.split(separator: " ").count > 2
    return isSentence ? nil : "\(file.path): opens without a sentence on what it is for"
  }

  /// A file of more than 400 lines says why in the comment that it opens with.
  static func length(_ file: TextFile) -> String? {
    let count = file.lines.count - (file.text.hasSuffix("\n") ? 1 : 0)
    if count <= longest { return nil }
    // What a generator wrote says so and is as long as its data.
    let saysWhy = file.head.contains("lines") || file.head.contains("do not edit")
    return saysWhy ? nil : "\(file.path): \(count) lines, and its head does not say why"
  }

  /// Each forbidden word with its line.
  static func words(_ file: TextFile) -> [String] {
    var found: [String] = []
    for (index, line) in file.lines.enumerated() {
      for (word, reason) in forbidden where line.contains(word) {
        found.append("\(file.path):\(index + 1): \(word) is \(reason)")
      }
    }
    return found
  }

  /// Each path that exists on one machine only, with its line.
  static func machinePaths(_ file: TextFile) -> [String] {
    var found: [String] = []
    for (index, line) in file.lines.enumerated() {
      for folder in machineFolders where line.contains(folder) {
        found.append("\(file.path):\(index + 1): names \(folder)")
      }
    }
    return found
  }
}
