// Answers queries by the definition of a score, in the form that the comparison of engines reads.
//
//   reference-probe INDEX QUERIES [own|tantivy]

import ConcordArtifact
import ConcordBytes
import ConcordSearch
import ConcordTestSupport

/// The plan of a line of the queries; nil for a class that is not compared.
func plan(_ kind: String, _ words: [String], _ contents: IndexContents) throws -> Plan? {
  let keys = words.map { [UInt8(0)] + Array($0.utf8) }
  switch kind {
  case "phrase": return try contents.phrase(of: keys)
  case "prefix_docs":
    // By the dictionary's keys, one by one: the definition, not the walk that is measured.
    let set = DocumentSet(capacity: contents.statistics.documents)
    var cursor = try keys[0].withView { try contents.dictionary.table.cursor(from: $0) }
    while try cursor.next(), cursor.key.starts(with: keys[0]) {
      let list = try contents.list(of: contents.dictionary.info(cursor.number))
      for posting in try ReferenceScorer.postings(of: list, in: contents) { set.insert(posting.document) }
    }
    return .set(set, score: 1 << 20)
  case "term", "and", "or":
    var group = PlannedGroup()
    for key in keys {
      let part = try contents.list(of: key).map { Plan.term(PlannedTerm(info: $0)) } ?? .nothing
      if kind == "and" { group.must.append(part) } else { group.should.append(part) }
    }
    return .group(group)
  default: return nil
  }
}

let arguments = CommandLine.arguments
if arguments.count < 3 {
  print("usage: reference-probe INDEX QUERIES [own|tantivy]")
} else {
  let contents = try IndexContents(ArtifactBytes(path: arguments[1]))
  let scorer = try ReferenceScorer(contents, norm: arguments.count > 3 && arguments[3] == "tantivy" ? .tantivy : .own)
  let text = String(decoding: try MappedFile.contents(of: arguments[2]), as: UTF8.self)
  for line in text.split(separator: "\n") {
    let parts = line.split(separator: "\t").map(String.init)
    guard parts.count == 3, let plan = try plan(parts[0], parts[2].split(separator: " ").map(String.init), contents)
    else { continue }
    let answer = try scorer.search(plan, limit: 10)
    let hits = try answer.hits.map { hit in
      "[\"\(String(decoding: try contents.identifiers.key(Int(hit.document)), as: UTF8.self))\","
        + "\(Double(hit.score) / Scoring.scale)]"
    }
    print(
      "{\"engine\":\"reference\",\"class\":\"\(parts[0])\",\"band\":\"\(parts[1])\",\"q\":\"\(parts[2])\","
        + "\"op\":\"top10\",\"total\":null,\"hits\":[\(hits.joined(separator: ","))]}")
  }
}
