// stub
struct CodePiece: BitwiseCopyable { var end: UInt32; var token: CodeToken }
enum CodeLanguage {
  case none
  static func named(_ bytes: MarkdownBytes, _ start: Int, _ end: Int) -> CodeLanguage { .none }
}
struct CodeLexer: ~Copyable {
  var pieces = FlatArray<CodePiece>()
  mutating func begin(_ language: CodeLanguage) {}
  mutating func read(_ text: MarkdownBytes) {}
  mutating func skipLine() {}
}
