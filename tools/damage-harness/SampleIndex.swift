// A small artifact with content in every section that can have some below 64 units, and the questions it is asked.

import ConcordArtifact
import ConcordBuild
import ConcordBytes
import ConcordSearch
import Concordance

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

enum SampleIndex {
  static let documentCount = 200
  private static let words = [
    "memory", "map", "search", "index", "block", "score", "term", "query", "artifact", "posting", "document", "section",
    "checksum", "unit", "stream", "width", "bound", "rank", "field", "title", "naïve", "café", "Straße", "東京都",
    "camelCase",
  ]

  /// A JSON line, with words that every line has, so that their lists can be skipped in.
  private static func line(_ number: Int) -> String {
    let pick = { (step: Int) in words[(number * step + number / 7) % words.count] }
    let body = "memory map \(pick(1)) \(pick(3)) memory \(pick(5)) rare\(number % 50)"
    var extra = number % 10 == 0 ? ",\"year\":\(1990 + number),\"tag\":\"t\(number % 3)\"" : ""
    extra += ",\"price\":\(number).\(number % 8),\"tags\":[\"a\(number % 3)\",\"b\(number % 5)\"]"
    extra += ",\"day\":\"2024-01-\(10 + number % 20)\""
    return "{\"id\":\"d\(1000 + number)\",\"title\":\"\(pick(2)) \(number % 9)\",\"body\":\"\(body)\"\(extra)}\n"
  }

  /// Texts to offer, some that fold alike, some whose weights share a class.
  private static let list = (0..<60).map { number in
    let text =
      "\(words[number * 3 % words.count]) \(["Of", "of the", "und"][number % 3]) \(words[number * 7 % words.count])"
    return "\(number % 8 == 0 ? text.uppercased() : text)\t\(number * number * 37)\n"
  }.joined()

  /// Enough text for a dictionary, which compresses to nearly nothing.
  private static let long =
    "{\"id\":\"d0999\",\"body\":\"" + String(repeating: "memory map ", count: 12_000) + "\"}\n"

  /// The bytes of the artifact, built the ordinary way or optimized.
  static func build(optimizes: Bool) throws -> [UInt8] {
    var name = Array("/tmp/concord-damage-XXXXXX".utf8CString)
    guard unsafe mkdtemp(&name) != nil else { throw SystemError("create", "/tmp", code: errno) }
    let folder = String(decoding: name.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    let (corpus, offered, target) = (folder + "/docs.jsonl", folder + "/list.tsv", folder + "/docs.ccx")
    defer {
      unsafe unlink(corpus)
      unsafe unlink(offered)
      unsafe unlink(target)
      unsafe rmdir(folder)
    }
    do {
      let file = try FileDescriptor.creating(corpus)
      for number in 0..<documentCount {
        try Array(line(number).utf8).withView { (view) throws in try file.write(view) }
      }
      let texts = try FileDescriptor.creating(offered)
      try Array(list.utf8).withView { (view) throws in try texts.write(view) }
      if optimizes { try Array(long.utf8).withView { (view) throws in try file.write(view) } }
    }
    var options = BuildOptions()
    options.keepsLines = true
    options.optimizes = optimizes
    options.rankField = "price"
    options.completions = [offered]
    options.offered = [.titles]
    let golden = try GoldenQuestions(parsing: Array(queries.joined(separator: "\n").utf8))
    _ = try IndexBuilder(options: options).build([corpus], to: target, golden: golden.answers)
    return try MappedFile.contents(of: target)
  }

  /// Twenty texts, each asked with any and with all of its words.
  static let queries = [
    "memory", "map", "memory map", "search index", "artifact", "rare7", "rare7 rare8", "rare49 memory", "naive cafe",
    "café", "straße", "東京", "東", "camelCase", "camel case", "title field rank", "bound width stream unit checksum",
    "nothing-like-this", "memory nothinglikethis", "d1000 posting document section",
  ]
  static let prefixes = [
    "", "m", "me", "rare", "rare4", "s", "z", "caf", "東", "checksum", "memry", "serach", "map un", "memory ma",
    "cehcksum",
  ]
  /// Conditions; of those that documents meet, the values of the field are counted, too.
  static let conditions: [(field: String, condition: QueryNode)] = [
    ("tag", .range(field: "year", lower: QueryBound("2050"), upper: nil)),
    ("price", .range(field: "price", lower: QueryBound("20.3"), upper: QueryBound("150"))),
    ("tags", .equals(field: "tags", value: "b3")), ("day", .equals(field: "day", value: "2024-01-17")),
    ("year", .range(field: "tag", lower: nil, upper: nil)),
  ]
  static let ids = ["d1000", "d1001", "d1010", "d1100", "d1127", "d1150", "d1198", "d1199"]
}
