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
    "camelCase", "searches", "searching", "fields", "ranked", "mappings",
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

  /// Enough text for a dictionary, which compresses to nearly nothing.
  private static let long =
    "{\"id\":\"d0999\",\"body\":\"" + String(repeating: "memory map ", count: 12_000) + "\"}\n"

  /// The bytes of the artifact, built the ordinary way without stems, or optimized with them.
  static func build(optimizes: Bool) throws -> [UInt8] {
    var name = Array("/tmp/concord-damage-XXXXXX".utf8CString)
    guard unsafe mkdtemp(&name) != nil else { throw SystemError("create", "/tmp", code: errno) }
    let folder = String(decoding: name.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    let (corpus, target) = (folder + "/docs.jsonl", folder + "/docs.ccx")
    let (list, guide) = (folder + "/list.tsv", folder + "/guide.md")
    defer {
      unsafe unlink(corpus)
      unsafe unlink(list)
      unsafe unlink(guide)
      unsafe unlink(target)
      unsafe rmdir(folder)
    }
    do {
      let file = try FileDescriptor.creating(corpus)
      for number in 0..<documentCount {
        try Array(line(number).utf8).withView { (view) throws in try file.write(view) }
      }
      if optimizes { try Array(long.utf8).withView { (view) throws in try file.write(view) } }
    }
    for (path, text) in [(list, texts), (guide, headings)] {
      let file = try FileDescriptor.creating(path)
      try Array(text.utf8).withView { (view) throws in try file.write(view) }
    }
    var options = BuildOptions()
    options.completions = [list]
    options.offered = [.titles, .headings]
    options.keepsLines = true
    options.optimizes = optimizes
    options.stems = optimizes
    options.stemmer = optimizes ? "en" : nil
    options.rankField = "price"
    let golden = try GoldenQuestions(parsing: Array(queries.joined(separator: "\n").utf8))
    _ = try IndexBuilder(options: options).build([corpus, guide], to: target, golden: golden.answers)
    return try MappedFile.contents(of: target)
  }

  /// Texts, each asked with any and with all of its words.
  static let queries = [
    "memory", "map", "memory map", "search index", "artifact", "rare7", "rare7 rare8", "rare49 memory", "naive cafe",
    "café", "straße", "東京", "東", "camelCase", "camel case", "title field rank", "bound width stream unit checksum",
    "nothing-like-this", "memory nothinglikethis", "d1000 posting document section",
    "ranked fields", "searches",
  ]
  /// A list in every form, with texts that fold alike, weights of more classes than there are codes, and words inside.
  private static let texts: String = {
    var lines = "Naïve café\t70000\nnaive cafe\t12\nNAIVE CAFE\t12\n東京都\t9\nmemory map\t9007199254740992\n"
    for number in 0..<330 {
      let (first, second) = (words[number % words.count], words[number * 7 % words.count])
      lines += "\(number % 3 == 0 ? first.uppercased() : first) \(second) \(number % 90)\t\(66_000 + number * 3)\n"
    }
    return lines
  }()

  private static let headings =
    "# Memory of the guide\n\n## Posting lists\n\nmemory map of rare7\n\n## Score and rank\n"

  /// What is completed: beginnings, words inside, typos, whole texts, contexts.
  static let completions: [(text: String, distance: Int?, isWhole: Bool, context: String?)] = [
    ("", nil, false, nil), ("mem", nil, false, nil), ("naive", 0, false, nil), ("cafe", 0, false, nil),
    ("post", nil, false, nil), ("mwm", 1, false, nil), ("rxnk 5", 2, false, nil), ("xemory", nil, false, nil),
    ("memroy mpa", 2, true, nil), ("naive cafe", 0, true, nil), ("東京", nil, false, nil), ("memory m", nil, false, nil),
    ("m", 0, false, "rare7"), ("sc", 1, false, "memory checksum"), ("unit", nil, false, "absent"),
    ("streem", nil, true, "map"), ("zzzzzz", 2, false, nil),
  ]

  /// What texts are to be like.
  static let likeness = ["memori map", "naive cafe", "東京"]

  static let prefixes = ["", "m", "me", "rare", "rare4", "s", "z", "caf", "東", "checksum"]
  /// Conditions; of those that documents meet, the values of the field are counted, too.
  static let conditions: [(field: String, condition: QueryNode)] = [
    ("tag", .range(field: "year", lower: QueryBound("2050"), upper: nil)),
    ("price", .range(field: "price", lower: QueryBound("20.3"), upper: QueryBound("150"))),
    ("tags", .equals(field: "tags", value: "b3")), ("day", .equals(field: "day", value: "2024-01-17")),
    ("year", .range(field: "tag", lower: nil, upper: nil)),
  ]
  static let ids = ["d1000", "d1001", "d1010", "d1100", "d1127", "d1150", "d1198", "d1199"]
}
