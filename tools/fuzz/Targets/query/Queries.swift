// Any text is a query: it reads back from its own notation, and a small index answers it.

import ConcordSearch
import Concordance
import FuzzSupport

private let fields = QueryFields(searched: ["title", "body"], stored: ["year", "lang", "tag"])
private let index: SearchIndex = {
  do { return try SearchIndex(bytes: SampleIndex.build(optimizes: false)) } catch { finding("no index: \(error)") }
}()

@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ data: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  if unsafe Canary.refuses(data, count) { return -1 }
  let text = unsafe String(decoding: UnsafeBufferPointer(start: data, count: count), as: UTF8.self)
  let match: QueryMatch = count % 2 == 0 ? .any : .all
  check(text, match)
  if !Canary.isOn { search(text, count) }
  return 0
}

private func check(_ text: String, _ match: QueryMatch) {
  do throws(QueryError) {
    let query = try SearchQuery(parsing: text, fields: fields, match: match)
    let size = text.utf8.count
    for note in query.notes where note.range.upperBound > size || note.range.isEmpty {
      finding("a note at \(note.range)")
    }
    if query.root != query.root.normalized { finding("not in normal form: \(text.debugDescription)") }
    let notation = query.description
    Canary.look(at: notation.utf8)
    if depth(query.root) > QueryLimits.depth { return }
    let again = try SearchQuery(parsing: notation, fields: fields)
    if again.root != query.root {
      finding("\(text.debugDescription) reads back otherwise: \(notation.debugDescription)")
    }
  } catch {
    // Too many words or bytes.
  }
}

private func depth(_ node: QueryNode) -> Int {
  switch node {
  case .field(_, let inner), .boost(let inner, _): depth(inner) + 1
  case .group(let clauses): (clauses.map { depth($0.node) }.max() ?? 0) + 1
  case .word, .phrase, .prefix, .fuzzy, .range, .equals, .everything: 0
  }
}

private func search(_ text: String, _ count: Int) {
  var options = SearchOptions(limit: 5)
  if count % 3 == 0 { options.sort = "price" }
  if count % 5 == 0 { options.facets = ["tags", "year"] }
  do throws(ConcordanceError) {
    let found = try index.search(index.query(text, match: count % 2 == 0 ? .any : .all), options)
    if found.hits.count > 5 || found.hits.count > found.total { finding("\(found.hits.count) hits of \(found.total)") }
    for (hit, next) in zip(found.hits, found.hits.dropFirst()) where options.sort == nil && hit.score < next.score {
      finding("hits out of order: \(text.debugDescription)")
    }
    for hit in found.hits where !hit.score.isFinite { finding("a score of \(hit.score)") }
    if count < 64 { _ = try index.completions(of: text, limit: 5) }
  } catch {
    switch error.code {
    case .queryTooLong, .queryTooComplex: return
    default: finding("an intact index says \(error)")
    }
  }
}
