// From the tree of a query to a plan: words are analysed, terms looked up, prefixes and fuzzy words expanded.
//
// Every part of the tree leaves a report, also one that finds nothing: no word of a query is dropped in silence.

package import ConcordArtifact
internal import ConcordBytes
internal import ConcordText

extension IndexContents {
  /// The fields that a query of this index can name.
  package var queryFields: QueryFields {
    QueryFields(searched: settings.scoring.fields.map(\.name), stored: storedNames)
  }

  /// Names of the stored fields that conditions can be asked of.
  var storedNames: [String] { columns.columns.map(\.name) }

  /// Looks up what a query asks for.
  ///
  /// - Parameter control: stops the expansion of prefixes and fuzzy words.
  package func compile(_ query: SearchQuery, control: SearchControl = .none) throws(ArtifactError) -> CompiledQuery {
    var compiler = QueryCompiler(contents: self, control: control)
    var group = PlannedGroup()
    try compiler.add(query.root, .should, to: &group, QueryScope())
    return CompiledQuery(query: query, plan: .group(group), highlights: compiler.highlights, parts: compiler.parts)
  }
}

/// What a part of a query is asked within.
struct QueryScope {
  /// Fields that count, a bit each.
  var fields: UInt8 = .max
  /// Factor of everything inside.
  var boost: Float = 1
  /// Whether it is excluded: then nothing of it is marked.
  var isExcluded = false
}

/// Turns a tree into a plan.
struct QueryCompiler {
  let contents: IndexContents
  let control: SearchControl
  var highlights = QueryHighlights()
  var parts: [QueryPartReport] = []

  /// Adds a node to a group as a clause of a kind.
  mutating func add(
    _ node: QueryNode, _ occurrence: QueryClause.Occurrence, to group: inout PlannedGroup, _ scope: QueryScope
  ) throws(ArtifactError) {
    var scope = scope
    if occurrence == .mustNot { scope.isExcluded = true }
    switch node {
    case .word(let text): try addWord(text, node, occurrence, to: &group, scope)
    case .phrase(let text, let slop): place(try phrase(text, slop, node, scope), occurrence, in: &group)
    case .prefix(let text): place(try prefix(text, node, scope), occurrence, in: &group)
    case .fuzzy(let text, let distance): place(try fuzzy(text, distance, node, scope), occurrence, in: &group)
    case .range, .equals: place(try condition(node), occurrence, in: &group)
    case .field(let name, let inner):
      guard let field = contents.settings.scoring.fields.firstIndex(where: { $0.name == name }) else {
        parts.append(report(node, remark: "the index has no searched field \(name)"))
        place(.nothing, occurrence, in: &group)
        return
      }
      scope.fields = 1 << UInt8(field)
      try add(inner, occurrence, to: &group, scope)
    case .boost(let inner, let factor):
      scope.boost = min(scope.boost * factor, IndexContents.largestBoost)
      try add(inner, occurrence, to: &group, scope)
    case .everything: place(try everything(scope), occurrence, in: &group)
    case .group(let clauses):
      // A single positive clause needs no group of its own, so that its terms stay among those beside it.
      if clauses.count == 1, clauses[0].occurrence == .should || clauses[0].occurrence == .must {
        try add(clauses[0].node, occurrence, to: &group, scope)
        return
      }
      // At the top the clauses are those of the query itself.
      var inner = PlannedGroup()
      for clause in clauses { try add(clause.node, clause.occurrence, to: &inner, scope) }
      place(.group(inner), occurrence, in: &group)
    }
  }

  private func place(_ plan: Plan, _ occurrence: QueryClause.Occurrence, in group: inout PlannedGroup) {
    switch occurrence {
    case .should: group.should.append(plan)
    case .must: group.must.append(plan)
    case .mustNot: group.mustNot.append(plan)
    case .filter: group.filter.append(plan)
    }
  }

  func report(_ node: QueryNode, terms: [UsedTerm] = [], absent: [String] = [], remark: String? = nil)
    -> QueryPartReport
  {
    QueryPartReport(text: node.description, terms: terms, termCount: terms.count, absent: absent, remark: remark)
  }

  // MARK: Words

  /// What analysis makes of a text.
  func words(_ text: String) -> WordCollector {
    var words = WordCollector(formClass: contents.formClass)
    Array(text.utf8).withView { view in
      contents.forEachToken(view) { token, key in
        words.add(token, key: key)
        return true
      }
    }
    return words
  }

  private mutating func addWord(
    _ text: String, _ node: QueryNode, _ occurrence: QueryClause.Occurrence, to group: inout PlannedGroup,
    _ scope: QueryScope
  ) throws(ArtifactError) {
    let words = words(text)
    var found: [(term: QueryTerm, info: TermInfo)] = []
    var missing: [QueryTerm] = []
    for term in words.terms {
      if let info = try info(term.key) { found.append((term, info)) } else { missing.append(term) }
    }
    var singles: [Plan] = []
    for character in words.singles { singles.append(try single(character, scope)) }
    note(node, found, missing: missing.filter(\.isRequired), isEmpty: words.isEmpty, scope)
    func plan(_ term: QueryTerm, _ info: TermInfo) -> Plan {
      .term(PlannedTerm(info: info, boost: term.boost * scope.boost, fields: scope.fields))
    }
    switch occurrence {
    case .should:
      for (term, info) in found { Self.merge(plan(term, info), into: &group.should) }
      group.should += singles
      // A word that is in no document keeps its place: a group of such words finds nothing, not everything.
      if found.isEmpty && singles.isEmpty { group.should.append(.nothing) }
    case .must:
      if missing.contains(where: \.isRequired) || words.isEmpty { group.must.append(.nothing) }
      for (term, info) in found {
        if term.isRequired {
          Self.merge(plan(term, info), into: &group.must)
        } else {
          Self.merge(plan(term, info), into: &group.should)
        }
      }
      group.must += singles
    case .mustNot, .filter:
      let needed = found.filter(\.term.isRequired).map { plan($0.term, $0.info) } + singles
      let isMissing = missing.contains(where: \.isRequired) || needed.isEmpty
      place(isMissing ? .nothing : .group(PlannedGroup(must: needed)), occurrence, in: &group)
    }
  }

  /// Adds a term, or its boost to the same term's: a word that is asked for twice counts twice.
  private static func merge(_ plan: Plan, into plans: inout [Plan]) {
    guard case .term(let new) = plan else { return plans.append(plan) }
    for index in plans.indices {
      if case .term(var old) = plans[index], old.info == new.info, old.fields == new.fields {
        old.boost += new.boost
        plans[index] = .term(old)
        return
      }
    }
    plans.append(plan)
  }

  private mutating func note(
    _ node: QueryNode, _ found: [(term: QueryTerm, info: TermInfo)], missing: [QueryTerm], isEmpty: Bool,
    _ scope: QueryScope
  ) {
    if !scope.isExcluded {
      for (term, _) in found { highlights.terms[term.key, default: 0] |= scope.fields }
    }
    parts.append(
      report(
        node, terms: found.map { used($0.term.key, $0.info, $0.term.boost * scope.boost, word: $0.term.written) },
        absent: missing.map(\.written),
        remark: isEmpty ? "there is nothing to search for in it" : nil))
  }

  func info(_ key: [UInt8]) throws(ArtifactError) -> TermInfo? { try contents.list(of: key) }

  /// What the report says of a term.
  private func used(_ key: [UInt8], _ info: TermInfo, _ boost: Float, word: String? = nil) -> UsedTerm {
    let text = String(decoding: key.dropFirst(), as: UTF8.self)
    let kind: UsedTerm.Kind
    switch key.first.flatMap(TermClass.init(rawValue:)) {
    // Words come first in the dictionary; a form that only one word has is that word.
    case .stem: kind = info.term < contents.words.count ? .word : .stem
    case .exact: kind = .exact
    case .ngram: kind = .characters
    case .folded, nil: kind = .word
    }
    return UsedTerm(text: text, kind: kind, documents: info.documentCount, boost: boost, word: word ?? text)
  }

  /// One character of a script without spaces: any of the pairs that begin with it, and it alone at the end of a run.
  private mutating func single(_ character: [UInt8], _ scope: QueryScope) throws(ArtifactError) -> Plan {
    let prefix = [TermClass.ngram.rawValue] + character
    if !scope.isExcluded { highlights.prefixes[prefix, default: 0] |= scope.fields }
    var group = PlannedGroup()
    for key in try contents.keys(withPrefix: prefix, limit: IndexContents.expansionLimit) {
      guard let info = try info(key) else { continue }
      group.should.append(.term(PlannedTerm(info: info, boost: scope.boost, fields: scope.fields)))
    }
    return group.should.isEmpty ? .nothing : .group(group)
  }

  // MARK: Phrases

  private mutating func phrase(
    _ text: String, _ slop: Int, _ node: QueryNode, _ scope: QueryScope
  ) throws(ArtifactError) -> Plan {
    let words = words(text).phrase
    if words.isEmpty {
      parts.append(report(node, remark: "there is nothing to search for in it"))
      return .nothing
    }
    var found: [PhraseWord] = []
    var terms: [UsedTerm] = []
    var absent: [String] = []
    for (key, offset) in words {
      if let info = try info(key) {
        found.append(PhraseWord(info: info, offset: offset))
        terms.append(used(key, info, scope.boost))
      } else {
        absent.append(String(decoding: key.dropFirst(), as: UTF8.self))
      }
    }
    parts.append(report(node, terms: terms, absent: absent))
    if !absent.isEmpty { return .nothing }
    if found.count == 1 {
      if !scope.isExcluded { highlights.terms[words[0].key, default: 0] |= scope.fields }
      return .term(PlannedTerm(info: found[0].info, boost: scope.boost, fields: scope.fields))
    }
    let phrase = PlannedPhrase(words: found, slop: UInt32(max(0, slop)), boost: scope.boost, fields: scope.fields)
    if !scope.isExcluded { highlights.phrases.append(phrase) }
    return .phrase(phrase)
  }

  // MARK: Expansions

  private mutating func prefix(_ text: String, _ node: QueryNode, _ scope: QueryScope) throws(ArtifactError) -> Plan {
    let folded = contents.analyzer.foldedKey(of: Array(text.utf8))
    if folded.isEmpty {
      parts.append(report(node, remark: "there is nothing to search for in it"))
      return .nothing
    }
    let set = DocumentSet(capacity: contents.statistics.documents)
    var best: [UsedTerm] = []
    var count = 0
    for kind in [TermClass.folded, .ngram] {
      let key = [kind.rawValue] + folded
      let found = try contents.insert(termsWithPrefix: key, fields: scope.fields, into: set, control: control)
      count += found.terms
      if !scope.isExcluded {
        highlights.prefixes[key, default: 0] |= scope.fields
        if !found.forms.isEmpty {
          highlights.forms.append(HighlightedForms(terms: found.forms, fields: scope.fields))
        }
      }
      best += try contents.mostFrequent(withPrefix: key, limit: 10).map { used($0.key, $0.info, scope.boost) }
    }
    best.sort { $0.documents != $1.documents ? $0.documents > $1.documents : $0.text < $1.text }
    var part = report(node, terms: Array(best.prefix(10)), absent: count == 0 ? [text] : [])
    part.termCount = count
    parts.append(part)
    return count == 0 ? .nothing : .set(set, score: Int64((Double(scope.boost) * Scoring.scale).rounded()))
  }

  private mutating func fuzzy(
    _ text: String, _ distance: Int?, _ node: QueryNode, _ scope: QueryScope
  ) throws(ArtifactError) -> Plan {
    let found = try contents.fuzzyTerms(like: text, distance: distance, limit: 128, control: control)
    var group = PlannedGroup()
    var terms: [UsedTerm] = []
    for match in found.matches {
      let boost = scope.boost * match.factor
      group.should.append(.term(PlannedTerm(info: match.info, boost: boost, fields: scope.fields)))
      if !scope.isExcluded { highlights.terms[match.key, default: 0] |= scope.fields }
      terms.append(used(match.key, match.info, boost))
    }
    var part = report(node, terms: terms, absent: found.matches.isEmpty ? [text] : [])
    if found.total > found.matches.count {
      part.remark = "the best \(found.matches.count) of \(found.total) terms were used"
    }
    part.termCount = found.total
    parts.append(part)
    return group.should.isEmpty ? .nothing : .group(group)
  }

  // MARK: Sets

  private mutating func condition(_ node: QueryNode) throws(ArtifactError) -> Plan {
    let result = try contents.documents(where: node)
    let remarks = result.problems.map(\.description)
    parts.append(report(node, remark: remarks.isEmpty ? nil : remarks.joined(separator: "; ")))
    return result.documents.count == 0 ? .nothing : .set(result.documents, score: 0)
  }

  /// Every document; in the scope of a field those that have a word there.
  private func everything(_ scope: QueryScope) throws(ArtifactError) -> Plan {
    let documents = contents.statistics.documents
    if scope.fields == .max { return .set(.everything(documents), score: 0) }
    let set = DocumentSet(capacity: documents)
    for field in contents.settings.scoring.fields.indices where scope.fields & (1 << UInt8(field)) != 0 {
      let norms = try unsafe contents.norms.column(field)
      for slot in 0..<documents where unsafe norms[slot] != 0 { set.insert(UInt32(slot)) }
    }
    return .set(set, score: 0)
  }
}
