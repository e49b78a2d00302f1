// The headings of every example of CommonMark against the headings of the HTML that the specification expects.

import ConcordMarkdown
import ConcordTestSupport
import ConcordText
import Testing

/// An example of a specification.
struct SpecificationExample {
  var number = 0
  var markdown: [UInt8] = []
  var html: [UInt8] = []
  /// Names of extensions that it is about.
  var extensions: [String] = []

  /// All examples of a file of the shared data.
  static func all(_ path: String) throws -> [SpecificationExample] {
    guard let bytes = SharedData.bytes(of: path) else { return [] }
    var examples: [SpecificationExample] = []
    // The array stands in an object, since the scanner reads records.
    let record = Array("{\"examples\":".utf8) + bytes + Array("}".utf8)
    try unsafe record.withUnsafeBufferPointer { buffer in
      var scanner = unsafe JSONRecordScanner(buffer)
      guard let member = try scanner.nextMember(), var elements = scanner.elements(of: member.value) else { return }
      while let element = try elements.nextElement() {
        guard var fields = scanner.members(of: element) else { continue }
        var example = SpecificationExample()
        while let field = try fields.nextMember() {
          if fields.key(of: field, is: "markdown") { example.markdown = fields.decoded(field.value) }
          if fields.key(of: field, is: "extensions"), var names = fields.elements(of: field.value) {
            while let name = try names.nextElement() {
              example.extensions.append(String(decoding: fields.decoded(name), as: UTF8.self))
            }
          }
          if fields.key(of: field, is: "html") { example.html = fields.decoded(field.value) }
          if fields.key(of: field, is: "example") {
            example.number = Int(fields.number(of: field.value)?.int64 ?? 0)
          }
        }
        examples.append(example)
      }
    }
    return examples
  }

  /// The levels of the headings in the expected HTML, in order.
  var expectedLevels: [Int] {
    var levels: [Int] = []
    for place in html.indices.dropLast(3) where html[place] == UInt8(ascii: "<") && html[place + 1] == UInt8(ascii: "h")
    {
      if (UInt8(ascii: "1")...UInt8(ascii: "6")).contains(html[place + 2]) && html[place + 3] == UInt8(ascii: ">") {
        levels.append(Int(html[place + 2] - UInt8(ascii: "0")))
      }
    }
    return levels
  }
}

private let specification = "markdown/commonmark-0.31.2.json"

@Suite(.enabled(if: SharedData.has(specification))) struct `examples of CommonMark` {
  /// Examples whose headings deviate, and why.
  #if FrontMatter
    static let exceptions: [Int: String] = [:]
  #else
    static let exceptions = [96: "`---`, a word, `---`: front matter, as nobody can tell that it is no YAML mapping"]
  #endif

  @Test func `have the headings of the specification`() throws {
    let examples = try SpecificationExample.all(specification)
    #expect(examples.count == 652)
    var deviating: [Int] = []
    for example in examples where outline(example.markdown).headings.map(\.level) != example.expectedLevels {
      deviating.append(example.number)
    }
    #expect(deviating == Self.exceptions.keys.sorted())
  }

  /// Examples of the other collections that mean something else than headings of CommonMark.
  static let others: [String: String] = [
    "gfm-spec 66": "front matter in a build without the trait FrontMatter",
    "commonmark-0.30 96": "front matter in a build without the trait FrontMatter",
    "cmark-regression 3": "the headings are HTML",
    "md4c-regressions 27": "md4c reads the underline as a link's destination; cmark makes a heading of the line before",
    "md4c-regressions 76": "an extension, admonitions",
  ]

  @Test(arguments: ["cmark-regression", "gfm-spec", "commonmark-0.30", "md4c-regressions"])
  func `of other collections have their headings`(name: String) throws {
    for example in try SpecificationExample.all("markdown/\(name).json")
    where Self.others["\(name) \(example.number)"] == nil {
      #expect(
        outline(example.markdown).headings.map(\.level) == example.expectedLevels,
        "example \(example.number) of \(name)")
    }
  }
}
