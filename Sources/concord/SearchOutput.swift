// Answers of concord search, for people and as JSON.

import Concordance

/// Prints answers.
enum SearchOutput {
  // MARK: People

  /// Hits on standard output; what is said about them on standard error.
  static func show(
    _ results: SearchResults, took: Duration, _ explanations: [HitExplanation], explains: Bool, receipt: Bool,
    first: Int
  ) {
    let (bold, dim, plain) = styles
    if explains { Output.write(understanding(results)) }
    for (number, hit) in results.hits.enumerated() {
      show(hit, number: first + number)
      if explains, number < explanations.count {
        for part in explanations[number].parts {
          Output.write("   \(dim)\(TerminalText(part.description))\(plain)\n")
        }
      }
    }
    for facet in results.facets {
      Output.write("\(bold)\(TerminalText(facet.field))\(plain)\n")
      for value in facet.values { Output.write("   \(TerminalText(value.text))  \(value.count)\n") }
      if facet.otherValues > 0 { Output.write("   \(dim)\(facet.otherValues) more values\(plain)\n") }
      if facet.missing > 0 { Output.write("   \(dim)without a value  \(facet.missing)\(plain)\n") }
    }
    for note in results.query.notes { Output.error("note: \(TerminalText(note.message))\n") }
    for remark in remarks(results) { Output.error("note: \(TerminalText(remark))\n") }
    if let suggestion = results.suggestion { Output.error("did you mean: \(TerminalText(suggestion))\n") }
    if let partial = results.partial {
      let share = (partial.examined * 1000).rounded() / 10
      Output.error("stopped after \(share) % of the documents; the first \(partial.proven) hits are final\n")
    }
    let more = results.partial == nil ? "" : " or more"
    Output.error("\(results.total)\(more) document\(results.total == 1 ? "" : "s") in \(took.short)\n")
    if receipt { Output.error(lines(of: results.receipt)) }
  }

  private static var styles: (bold: String, dim: String, plain: String) {
    Output.usesColor ? ("\u{1B}[1m", "\u{1B}[2m", "\u{1B}[0m") : ("", "", "")
  }

  /// One hit: title, place and score, passages.
  static func show(_ hit: Hit, number: Int) {
    let (bold, dim, plain) = styles
    let place = hit.line.map { "\(hit.path):\($0)" } ?? hit.path
    let title = TerminalText(hit.title.isEmpty ? hit.id : hit.title)
    Output.write("\(number). \(bold)\(title)\(plain)\n")
    Output.write("   \(dim)\(TerminalText(place))  \((hit.score * 100).rounded() / 100)\(plain)\n")
    for snippet in hit.snippets {
      let line = snippet.terminalText(style: Output.usesColor ? .match : nil).description
      Output.write("   \(line.split(separator: " ", omittingEmptySubsequences: true).joined(separator: " "))\n")
    }
  }

  /// What of the query could not be used or is in no document.
  private static func remarks(_ results: SearchResults) -> [String] {
    results.parts.flatMap { part in
      (part.remark.map { ["\(part.text): \($0)"] } ?? [])
        + (part.absent.isEmpty ? [] : ["\(part.text): no document has \(part.absent.joined(separator: ", "))"])
    }
  }

  private static func understanding(_ results: SearchResults) -> String {
    var out = "query\n"
    for line in results.query.root.outline {
      out += String(repeating: "  ", count: line.depth + 1) + TerminalText(line.label).description + "\n"
    }
    out += "terms\n"
    for part in results.parts {
      out += "  \(TerminalText(part.text))\n"
      for term in part.terms {
        out +=
          "    \(term.kind.rawValue) \(TerminalText(term.text)): \(term.documents) documents, counts \(term.boost)\n"
      }
      if part.termCount > part.terms.count { out += "    … \(part.termCount) terms in all\n" }
      for word in part.absent { out += "    \(TerminalText(word)): no document\n" }
      if let remark = part.remark { out += "    \(TerminalText(remark))\n" }
    }
    return out
  }

  private static func lines(of receipt: SearchReceipt) -> String {
    let work = receipt.work
    return """
      blocks decoded \(work.blocksDecoded), scored \(work.blocksScored), skipped \(work.blocksSkipped); \
      windows skipped \(work.windowsSkipped)
      documents compared \(work.candidates), positions read in \(work.positionsRead)
      lists of \(work.postingsBytes) bytes; units verified \(receipt.unitsVerified)
      planning \(receipt.planning.short), ranking \(receipt.ranking.short), fetching \(receipt.fetching.short)

      """
  }

  // MARK: JSON

  /// The answer as one object.
  static func write(
    _ results: SearchResults, took: Duration, _ explanations: [HitExplanation], explains: Bool, receipt: Bool,
    identifier: String? = nil, to writer: inout JSONWriter
  ) {
    writer.object { writer in
      if let identifier {
        writer.key("qid")
        writer.string(identifier)
      }
      writer.key("took_ns")
      writer.integer(took.nanoseconds)
      writer.key("total")
      writer.integer(results.total)
      if let partial = results.partial {
        writer.key("partial")
        writer.object { writer in
          writer.key("examined")
          writer.number(partial.examined)
          writer.key("proven")
          writer.integer(partial.proven)
        }
      }
      if let suggestion = results.suggestion {
        writer.key("suggestion")
        writer.string(suggestion)
      }
      writer.key("notes")
      writer.array { writer in
        for note in results.query.notes { writer.string(note.message) }
        for remark in remarks(results) { writer.string(remark) }
      }
      writer.key("hits")
      writer.array { writer in
        for (number, hit) in results.hits.enumerated() {
          write(hit, number < explanations.count ? explanations[number] : nil, to: &writer)
        }
      }
      if let next = results.next {
        writer.key("next")
        writer.string(next)
      }
      if !results.facets.isEmpty { write(results.facets, to: &writer) }
      if explains { writeUnderstanding(results, to: &writer) }
      if receipt { write(results.receipt, to: &writer) }
    }
  }

  /// A hit as one object.
  static func write(_ hit: Hit, _ explanation: HitExplanation?, to writer: inout JSONWriter) {
    writer.object { writer in
      writer.key("id")
      writer.string(hit.id)
      writer.key("path")
      writer.string(hit.path)
      if let line = hit.line {
        writer.key("line")
        writer.integer(line)
      }
      writer.key("title")
      writer.string(hit.title)
      writer.key("title_ranges")
      write(hit.titleRanges, to: &writer)
      writer.key("score")
      writer.number(hit.score)
      writer.key("snippets")
      writer.array { writer in
        for snippet in hit.snippets {
          writer.object { writer in
            writer.key("text")
            writer.string(snippet.text)
            writer.key("ranges")
            write(snippet.ranges, to: &writer)
            writer.key("offset")
            writer.integer(snippet.offset)
          }
        }
      }
      if let explanation {
        writer.key("score_parts")
        writer.array { writer in
          for part in explanation.parts {
            writer.object { writer in
              writer.key("part")
              writer.string(part.text)
              writer.key("score")
              writer.number(part.score)
              writer.key("frequencies")
              writer.array { writer in for frequency in part.frequencies { writer.integer(frequency) } }
            }
          }
        }
      }
    }
  }

  private static func write(_ ranges: [Range<Int>], to writer: inout JSONWriter) {
    writer.array { writer in
      for range in ranges {
        writer.array { writer in
          writer.integer(range.lowerBound)
          writer.integer(range.upperBound)
        }
      }
    }
  }

  private static func writeUnderstanding(_ results: SearchResults, to writer: inout JSONWriter) {
    writer.key("query")
    writer.array { writer in
      for line in results.query.root.outline {
        writer.object { writer in
          writer.key("depth")
          writer.integer(line.depth)
          writer.key("label")
          writer.string(line.label)
        }
      }
    }
    writer.key("parts")
    writer.array { writer in
      for part in results.parts {
        writer.object { writer in
          writer.key("part")
          writer.string(part.text)
          writer.key("terms")
          writer.array { writer in
            for term in part.terms {
              writer.object { writer in
                writer.key("text")
                writer.string(term.text)
                writer.key("kind")
                writer.string(term.kind.rawValue)
                writer.key("documents")
                writer.integer(term.documents)
                writer.key("counts")
                writer.number(Double(term.boost))
              }
            }
          }
          writer.key("term_count")
          writer.integer(part.termCount)
          writer.key("absent")
          writer.array { writer in for word in part.absent { writer.string(word) } }
        }
      }
    }
  }

  private static func write(_ facets: [Facet], to writer: inout JSONWriter) {
    writer.key("facets")
    writer.array { writer in
      for facet in facets {
        writer.object { writer in
          writer.key("field")
          writer.string(facet.field)
          writer.key("values")
          writer.array { writer in
            for value in facet.values {
              writer.object { writer in
                writer.key("value")
                writer.string(value.text)
                writer.key("count")
                writer.integer(value.count)
              }
            }
          }
          writer.key("other_values")
          writer.integer(facet.otherValues)
          writer.key("missing")
          writer.integer(facet.missing)
        }
      }
    }
  }

  private static func write(_ receipt: SearchReceipt, to writer: inout JSONWriter) {
    let work = receipt.work
    writer.key("receipt")
    writer.object { writer in
      for (key, value) in [
        ("blocks_decoded", work.blocksDecoded), ("blocks_scored", work.blocksScored),
        ("blocks_skipped", work.blocksSkipped), ("windows_skipped", work.windowsSkipped),
        ("documents_compared", work.candidates), ("positions_read", work.positionsRead),
        ("postings_bytes", work.postingsBytes), ("units_verified", receipt.unitsVerified),
        ("planning_ns", receipt.planning.nanoseconds), ("ranking_ns", receipt.ranking.nanoseconds),
        ("fetching_ns", receipt.fetching.nanoseconds),
      ] {
        writer.key(key)
        writer.integer(value)
      }
    }
  }
}
