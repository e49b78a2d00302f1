// Ignore files against git itself, on patterns made at random and on those that its manual speaks of.

import ConcordBuild
import ConcordTestSupport
import Testing

private struct RepeatableRandom: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var word = state
    word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
    word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
    return word ^ (word >> 31)
  }
}

/// A repository whose files have every path of up to three names.
private struct Repository {
  let folder = TemporaryFolder()
  let files: [String]
  private let environment: [String]

  init() {
    let names = ["a", "b", "ab", "a-b", "[a]", "a b", "!a", "#b", "a\\b", "é"]
    var files: [String] = []
    for first in names {
      files.append("\(first).md")
      for second in names {
        files.append("\(first)/\(second).md")
        for third in ["a", "b", "ab"] where second.count <= 2 { files.append("\(first)/\(second)/\(third).md") }
      }
    }
    // A name without an ending, and a folder that looks like a file.
    files += ["x/a.md/b.md", "x/y/z/a.md", "x/ .md", "a /b.md"]
    self.files = files.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    environment = ["HOME=\(folder.path)", "XDG_CONFIG_HOME=\(folder.path)", "GIT_CONFIG_NOSYSTEM=1"]
    for file in files { folder.write("", to: file) }
    folder.write(files.joined(separator: "\0"), to: ".git/paths")
    _ = git(["init", "-q"])
  }

  func git(_ arguments: [String]) -> (status: Int32, output: [UInt8])? {
    Tool.run(
      "git", ["-C", folder.path] + arguments, environment: environment, input: folder.path + "/.git/paths")
  }

  /// Files that only one of git and the walker leaves out; nil if git does not answer.
  func differences() throws -> [String]? {
    guard let result = git(["check-ignore", "--no-index", "-z", "--stdin"]), result.status <= 1 else { return nil }
    let ignored = Set(result.output.split(separator: 0).map { String(decoding: $0, as: UTF8.self) })
    let found = try FolderWalker.list(root: folder.path, extensions: ["md"]).files.map(\.path)
    return Set(files).subtracting(ignored).symmetricDifference(found).sorted()
  }
}

private let hasGit: Bool = {
  if Tool.run("git", ["--version"])?.status == 0 { return true }
  print("skipped: git is not there, so ignore rules are not compared with it")
  return false
}()

@Suite(.enabled(if: hasGit)) struct `ignore rules` {
  static let patterns = [
    "a", "a/", "/a", "/a/", "a/b", "a/b/", "*.md", "*", "!*", "a*", "*b", "**", "**/a", "a/**", "a/**/b.md", "**/b/**",
    "/*", "/*/*", "/**/a", "**/", "/", "//", "!", "#", "#b", "\\#b", "\\!a", "!a", "[a]", "\\[a\\]", "[!a]", "[^a]*",
    "[a-b]",
    "[]a]*", "[[:alpha:]]", "[[:nope:]]", "[a", "[", "a?b", "a\\ b", "a ", "a\\ ", "a\\  ", "  ", "a\\\\b", "a\\", "?",
    "é*", "??.md", "*.md\n!a.md", "*\n!*/\n!b.md", "a/\n!a/b.md", "/*\n!/a", "a/*\n!a/b", "x/a.md/", "a.md", "a.md/",
    "x/**/a.md", "x/*/a.md", "**/y/**/a.md", "a/**/**/b.md", "*/b", "*/*/b.md", "a\r\nb", "\u{FEFF}a", "a//b", "./a",
    "a/./b",
    "**.md", "a**", "***", "***/b", "a/***", "[a-]*", "[--a]b", "[\\a]*", "a[/]b", "*a*b*", "\t", "a\t", "a/b/**",
    "**a",
  ]

  @Test func `agree with git on what its manual speaks of`() throws {
    let repository = Repository()
    for pattern in Self.patterns {
      repository.folder.write(pattern + "\n", to: ".gitignore")
      let differences = try repository.differences()
      #expect(differences == [], "pattern \(pattern.debugDescription)")
    }
  }

  /// Whether two stars and a slash follow a letter.
  ///
  /// git 2.39 compares the letters before a wildcard apart, and so takes the rest for a `**/` that begins the pattern;
  /// its manual says that these are plain stars.
  private static func isMisreadByGit(_ line: String) -> Bool {
    let parts = line.split(separator: "**", omittingEmptySubsequences: false)
    return zip(parts, parts.dropFirst()).contains { before, after in
      before.last != nil && before.last != "/" && after.drop { $0 == "*" }.first == "/"
    }
  }

  @Test func `agree with git on patterns at random`() throws {
    let repository = Repository()
    var random = RepeatableRandom(state: 3)
    let pieces = [
      "a", "b", "a", "b", "ab", "-", ".md", "*", "*", "?", "/", "/", "**/", "/**", "/**/", "[ab]", "[!a]", "[a-c]",
      "\\a", "\\*",
      "\\", " ", "[", "]", "!", "#", "é", "x", "y",
    ]
    for _ in 0..<300 {
      var texts: [String] = []
      for _ in 0..<2 {
        var lines: [String] = []
        for _ in 0..<Int.random(in: 1...4, using: &random) {
          var line = Int.random(in: 0..<4, using: &random) == 0 ? "!" : ""
          for _ in 0..<Int.random(in: 1...4, using: &random) {
            line += pieces[Int.random(in: 0..<pieces.count, using: &random)]
          }
          if !Self.isMisreadByGit(line) { lines.append(line) }
        }
        texts.append(lines.joined(separator: "\n") + "\n")
      }
      repository.folder.write(texts[0], to: ".gitignore")
      repository.folder.write(texts[1], to: "a/.gitignore")
      let differences = try repository.differences()
      #expect(differences == [], "\(texts)")
    }
  }
}
