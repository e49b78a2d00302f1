// Answers queries by the definition of a score, in the form that the comparison of engines reads.
//
//   reference-probe INDEX QUERIES [own|tantivy]

import ConcordArtifact
import ConcordBytes
import ConcordSearch
import ConcordTestSupport

let arguments = CommandLine.arguments
if arguments.count < 3 {
  print("usage: reference-probe INDEX QUERIES [own|tantivy]")
} else {
  let contents = try IndexContents(ArtifactBytes(path: arguments[1]))
  let scorer = try ReferenceScorer(contents, norm: arguments.count > 3 && arguments[3] == "tantivy" ? .tantivy : .own)
  let text = String(decoding: try MappedFile.contents(of: arguments[2]), as: UTF8.self)
  for line in text.split(separator: "\n") {
    let parts = line.split(separator: "\t").map(String.init)
    guard parts.count == 3, ["term", "and", "or"].contains(parts[0]) else { continue }
    let terms = parts[2].split(separator: " ").map { QueryTerm(key: [0] + Array($0.utf8)) }
    let query = Query(terms: terms, match: parts[0] == "and" ? .all : .any)
    let answer = try scorer.search(query, limit: 10)
    let hits = try answer.hits.map { hit in
      "[\"\(String(decoding: try contents.identifiers.key(Int(hit.document)), as: UTF8.self))\","
        + "\(Double(hit.score) / Scoring.scale)]"
    }
    print(
      "{\"engine\":\"reference\",\"class\":\"\(parts[0])\",\"band\":\"\(parts[1])\",\"q\":\"\(parts[2])\","
        + "\"op\":\"top10\",\"total\":null,\"hits\":[\(hits.joined(separator: ","))]}")
  }
}
