// What the languages of code blocks look like: words, quotes and comments, one row of a table each.

/// The words, quotes and comments of a language, as far as colours depend on them.
struct CodeLanguage: Sendable {
  /// Its names in info strings, each between spaces.
  let names: StaticString
  /// Words that stand out, sorted numbers of their bytes; see ``hash(_:_:_:)``.
  let words: [UInt64]
  /// What begins a comment that ends with the line.
  var lineComment: StaticString = ""
  /// What begins and ends a comment of several lines.
  var blockComment: StaticString = ""
  var blockCommentEnd: StaticString = ""
  /// Whether such comments nest.
  var nestsComments = false
  /// Quotes of strings that end with the line at the latest.
  var quotes: StaticString = "\""
  /// A quote of strings of several lines, and whether three of a quote begin such a string too.
  var longQuote: UInt8 = 0
  var hasTripleQuotes = false
  /// Whether a comment begins only after a space or at the start.
  var spacesComments = false
  /// Whether it is marks around words.
  var isMarkup = false
  /// Whether `'` may begin a lifetime, which no other quote ends.
  var hasLifetimes = false

  /// Text without colours.
  static let none = CodeLanguage(names: "", words: [], quotes: "")

  /// A number for the bytes of a word: themselves up to eight, else FNV-1a of them.
  @inline(__always)
  static func hash(_ text: MarkdownBytes, _ start: Int, _ end: Int) -> UInt64 {
    var value: UInt64 = 0
    if end &- start <= 8 {
      for offset in start..<end { value = value << 8 | UInt64(text[offset]) }
      return value
    }
    value = 0xCBF2_9CE4_8422_2325
    for offset in start..<end { value = (value ^ UInt64(text[offset])) &* 0x100_0000_01B3 }
    return value
  }

  /// The numbers of words between spaces, in order.
  private static func words(_ text: StaticString) -> [UInt64] {
    var padded = FlatArray<UInt8>()
    padded.append(text)
    let bytes = unsafe MarkdownBytes(padded.pointer, count: padded.count)
    var (values, start): ([UInt64], Int) = ([], 0)
    while start < bytes.count {
      let end = bytes.next(space, from: start)
      if end > start { values.append(hash(bytes, start, end)) }
      start = end + 1
    }
    return values.sorted()
  }

  /// Whether a word stands out.
  @inline(__always)
  func isKeyword(_ text: MarkdownBytes, _ start: Int, _ end: Int) -> Bool {
    if end &- start > 24 { return false }
    let value = Self.hash(text, start, end)
    var (low, high) = (0, words.count)
    while low < high {
      let middle = (low &+ high) / 2
      if words[middle] == value { return true }
      if words[middle] < value { low = middle &+ 1 } else { high = middle }
    }
    return false
  }

  /// The place in ``all`` of the language that an info string begins with; -1 for none.
  static func named(_ bytes: MarkdownBytes, _ start: Int, _ end: Int) -> Int {
    var stop = start
    while stop < end && (ByteClass.isAlphanumeric(bytes[stop]) || bytes[stop] == UInt8(ascii: "+")) { stop &+= 1 }
    if stop == start || stop &- start > 12 { return -1 }
    for index in 0..<all.count where all[index].hasName(bytes, start, stop) { return index }
    return -1
  }

  private func hasName(_ bytes: MarkdownBytes, _ start: Int, _ end: Int) -> Bool {
    let length = names.utf8CodeUnitCount
    var first = 0
    while first < length {
      var index = 0
      // SAFETY: both bounds are compared before the byte is read.
      while first &+ index < length, start &+ index < end,
        unsafe names.utf8Start[first &+ index] == lower(bytes[start &+ index])
      {
        index &+= 1
      }
      let isWhole = unsafe first &+ index == length || names.utf8Start[first &+ index] == space
      if start &+ index == end && isWhole { return true }
      while first < length, unsafe names.utf8Start[first] != space { first &+= 1 }
      first &+= 1
    }
    return false
  }

  private func lower(_ byte: UInt8) -> UInt8 { byte &- 0x41 < 26 ? byte | 0x20 : byte }

  static let all: [CodeLanguage] = [
    CodeLanguage(
      names: "swift",
      words: words(
        """
        actor as associatedtype async await break case catch class continue default defer deinit do else enum extension \
        fallthrough false fileprivate final for func guard if import in indirect init inout internal is let mutating nil \
        open operator package private protocol public repeat rethrows return self Self some any static struct subscript \
        super switch throw throws true try typealias unsafe var where while
        """), lineComment: "//", blockComment: "/*", blockCommentEnd: "*/", nestsComments: true, hasTripleQuotes: true),
    CodeLanguage(
      names: "c h cpp c++ cc hpp cxx objc cs csharp java",
      words: words(
        """
        abstract alignas alignof auto bool boolean break byte case catch char class concept const constexpr continue \
        decltype default delete do double else enum explicit export extends extern false final finally float for friend \
        goto if implements import inline int interface internal long mutable namespace new noexcept null nullptr operator \
        override package private protected public readonly register requires return sealed short signed sizeof static \
        string struct super switch template this throw throws true try typedef typename union unsigned using var virtual \
        void volatile while int8_t int16_t int32_t int64_t uint8_t uint16_t uint32_t uint64_t size_t wchar_t
        """), lineComment: "//", blockComment: "/*", blockCommentEnd: "*/", quotes: "\"'"),
    CodeLanguage(
      names: "rust rs",
      words: words(
        """
        as async await break const continue crate dyn else enum extern false fn for if impl in let loop match mod move mut \
        pub ref return self Self static struct super trait true type union unsafe use where while bool char f32 f64 i8 i16 \
        i32 i64 i128 isize str u8 u16 u32 u64 u128 usize
        """), lineComment: "//", blockComment: "/*", blockCommentEnd: "*/", nestsComments: true, hasLifetimes: true),
    CodeLanguage(
      names: "python py python3",
      words: words(
        """
        False None True and as assert async await break case class continue def del elif else except finally for from \
        global if import in is lambda match nonlocal not or pass raise return self try while with yield
        """), lineComment: "#", quotes: "\"'", hasTripleQuotes: true),
    CodeLanguage(
      names: "javascript js jsx typescript ts tsx mjs",
      words: words(
        """
        abstract any as async await boolean break case catch class const continue debugger declare default delete do else \
        enum export extends false finally for from function get if implements import in instanceof interface keyof let \
        namespace new null number of private protected public readonly return set static string super switch this throw \
        true try type typeof undefined unknown var void while with yield
        """), lineComment: "//", blockComment: "/*", blockCommentEnd: "*/", quotes: "\"'", longQuote: UInt8(ascii: "`")),
    CodeLanguage(names: "json jsonc json5 jsonl", words: words("true false null"), lineComment: "//"),
    CodeLanguage(
      names: "sh bash shell zsh console",
      words: words(
        """
        case do done elif else esac export fi for function if in local readonly return select set shift source then trap \
        unset until while alias cd echo exec exit eval
        """), lineComment: "#", quotes: "\"'", spacesComments: true),
    CodeLanguage(
      names: "html xml svg xhtml vue", words: [], blockComment: "<!--", blockCommentEnd: "-->", quotes: "\"'",
      isMarkup: true),
  ]
}
