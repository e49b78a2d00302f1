// Random documents in many scripts, and indexes of them.

import ConcordArtifact
import ConcordBuild
import ConcordTestSupport
import Concordance

/// Makes documents whose words are hard to cut: identifiers, accents, scripts without spaces, clusters of scalars.
enum RandomDocuments {
  static let words = [
    "lamp", "oil", "Lighthouse", "keeper", "storm", "42", "3.14", "parseHTTPHeader", "snake_case_name",
    "XMLHttpRequest",
    "café", "cafe\u{301}", "CAFÉ", "naïve", "Straße", "ЁЛКА", "φάρος", "Øresund", "don't", "re-use", "灯台", "灯台守", "灯",
    "東京都の灯", "ประภาคาร", "แสงไฟ", "한국어", "등대가", "🗼", "👨‍👩‍👧‍👦", "e\u{301}\u{302}\u{303}", "नमस्ते", "المنارة", "𝒳𝒴", "ı",
    "İstanbul",
    "a", "I", "x86_64", "utf8", "日本語ABC混在", "\u{1F1E9}\u{1F1EA}", "ﬁne", "Ⅷ",
  ]
  static let separators = [
    " ", " ", " ", " ", ", ", ". ", "\n", "\n\n", "\t", " — ", "(", ")", "\u{3000}", "\r\n", ": ", "",
  ]

  static func text(_ count: Int, _ random: inout SeededRandom) -> String {
    var text = ""
    for _ in 0..<count {
      text += words.randomElement(using: &random) ?? ""
      text += separators.randomElement(using: &random) ?? ""
    }
    return text
  }

  static func documents(_ count: Int, words range: ClosedRange<Int>, _ random: inout SeededRandom) -> [NewDocument] {
    (0..<count).map { number in
      NewDocument(
        id: "doc-\(number)", title: text(Int.random(in: 0...3, using: &random), &random),
        body: text(Int.random(in: range, using: &random), &random),
        attributes: [Attribute(name: "rank", value: .integer(Int64(number)))])
    }
  }

  /// Documents of Latin words that are many and mostly rare, for indexes of some megabytes.
  static func large(_ count: Int, words: Int, _ random: inout SeededRandom) -> [NewDocument] {
    (0..<count).map { number in
      let body = (0..<words).map { _ in word(&random) }.joined(separator: " ")
      return NewDocument(id: "doc-\(number)", title: word(&random), body: body)
    }
  }

  /// A word of letters; the product of three numbers makes small ones frequent.
  static func word(_ random: inout SeededRandom) -> String {
    let number = (0..<3).reduce(1) { product, _ in product * Int.random(in: 1...40, using: &random) }
    return "w" + String(decoding: String(number).utf8.map { $0 - UInt8(ascii: "0") + UInt8(ascii: "a") }, as: UTF8.self)
  }

  /// Builds an index in `folder` and says where it is.
  static func build(_ documents: [NewDocument], in folder: TemporaryFolder, _ name: String = "index.ccx") throws
    -> String
  {
    let path = "\(folder.path)/\(name)"
    _ = try IndexBuilder().build(documents: documents, to: path)
    return path
  }
}
