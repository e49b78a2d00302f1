// Search as you type: the best texts that go on from what was typed, then those that do but for a typo.
//
// Answers come in tiers: texts that begin with what was typed, or have a word that does, by weight; then, while there is
// room, texts a typo away and two, by weight and likeness. In a tier the author's texts come before words. In a context a
// candidate counts only if some document has it beside the rest of the query, so that no completion is a dead end.

package import ConcordArtifact
internal import ConcordBytes
internal import ConcordText

extension IndexContents {
  /// Completes what was typed.
  ///
  /// A few microseconds while beginnings suffice; with typos a fraction of a millisecond to some milliseconds.
  package func completions(_ query: CompletionQuery) throws(ArtifactError) -> CompletionAnswer {
    var memory = CompletionMemory()
    return try completions(query, &memory)
  }

  /// The same with what was learned from earlier keystrokes, whose answers differ in the text alone.
  package func completions(
    _ query: CompletionQuery, _ memory: inout CompletionMemory
  ) throws(ArtifactError) -> CompletionAnswer {
    if let known = memory.answer(to: query.text) { return known }
    var completer = Completer(contents: self, query: query)
    let answer = try completer.run(&memory)
    if !answer.isPartial { memory.keep(answer, to: query.text) }
    return answer
  }
}

/// One call's work.
struct Completer {
  let contents: IndexContents
  let query: CompletionQuery
  private(set) var found: [Completion] = []
  private(set) var isPartial = false
  private let limit: Int
  /// What was typed, as it folds, and the same for its last word alone.
  private let typed: [UInt8]
  private let lastWord: [UInt8]
  /// What stands before the last word, to be put before a completion of it.
  private let lead: String
  /// What the given query finds, and what it finds together with the words before the last one.
  private var context: CompletionContext?
  private var leading: CompletionContext?
  private var taken: Set<TakenText> = []
  /// The texts of the author's that were found.
  private var offered: Set<String> = []

  /// Looked at in each range of a tier of typos, the heaviest ones.
  private static let candidatesOfRange = 40
  /// Candidates of a tier of typos that are ranked.
  private static let candidatesOfTier = 4096

  private struct TakenText: Hashable {
    let isEntry: Bool
    let number: Int
  }

  init(contents: IndexContents, query: CompletionQuery) {
    self.contents = contents
    self.query = query
    limit = min(max(0, query.limit), 100_000)
    typed = CompletionText.folded(query.text, contents.analyzer)
    (lead, lastWord) = CompletionText.lastWord(of: query.text, contents.analyzer)
  }

  /// The texts to offer besides words.
  private var entryTable: EntryTable? { query.offersTexts ? contents.entries : nil }

  /// Completes, with what earlier keystrokes left.
  mutating func run(_ memory: inout CompletionMemory) throws(ArtifactError) -> CompletionAnswer {
    if limit > 0 && !CompletionText.isUnusable(query.text) {
      context = try memory.context { () throws(ArtifactError) in try CompletionContext(contents, query) }
      leading = try memory.leading(lead) { () throws(ArtifactError) in
        try CompletionContext(contents, lead: lead, within: context, control: query.control)
      }
      if query.control.shouldStop() {
        memory.forgetContexts()
        isPartial = true
      }
      try complete(&memory)
      let most = query.distance.map { min(2, max(0, $0)) }
      let entries = most ?? IndexContents.automaticDistance(letters: CompletionText.scalars(typed).count)
      let words = most ?? IndexContents.automaticDistance(letters: CompletionText.scalars(lastWord).count)
      if found.count < limit && max(entries, words) > 0 { try addNear(entries: entries, words: words, &memory) }
    }
    return CompletionAnswer(completions: found, isPartial: isPartial)
  }

  // MARK: Beginnings

  private mutating func complete(_ memory: inout CompletionMemory) throws(ArtifactError) {
    if let entries = entryTable {
      try addEntries(entries, memory.texts.strings(of: entries.list, typed))
    }
    if query.isWhole {
      if found.count < limit,
        let number = try lastWord.withView({ (view) throws(ArtifactError) in try contents.words.find(view) })
      {
        try add(word: number, distance: 0)
      }
      return
    }
    // Weights of words and phrases are numbers of documents alike; behind other words, those of a word alone say little.
    let texts = found
    let areMixed = lead.isEmpty && texts.contains { $0.kind == .phrase }
    if areMixed { found = [] }
    let range = try memory.words.strings(of: contents.words, lastWord)
    try addHeaviest(of: contents.words, range) { (completer, number) throws(ArtifactError) in
      try completer.add(word: number, distance: 0)
    }
    if areMixed { mix(texts) }
  }

  /// Puts texts before the words that were found, each phrase behind those that are heavier.
  private mutating func mix(_ texts: [Completion]) {
    var mixed: [Completion] = []
    var words = found[...]
    for text in texts {
      while text.kind == .phrase, let word = words.first, word.weight > text.weight {
        mixed.append(words.removeFirst())
      }
      mixed.append(text)
    }
    found = Array((mixed + words).prefix(limit))
  }

  private mutating func addEntries(_ entries: EntryTable, _ range: Range<Int>) throws(ArtifactError) {
    if query.isWhole {
      for number in range {
        if try entries.key(number).count > typed.count { break }
        if found.count >= limit { return }
        try add(entry: number, of: entries, distance: 0)
      }
      return
    }
    // Texts that begin so and texts with such a word, in one order of weight; of equal ones the first kind comes first.
    var starts = 0..<0
    if let wordStarts = contents.wordStarts, !typed.isEmpty {
      starts = try typed.withView { (view) throws(ArtifactError) in try wordStarts.starts(withPrefix: view) }
    }
    var room = limit
    while true {
      var best: [HeavyString] = []
      var inside: [HeavyString] = []
      try entries.list.weights.heaviest(room, of: range, into: &best) { (n: Int) throws(ArtifactError) in
        try entries.weight(of: n)
      }
      if let wordStarts = contents.wordStarts {
        try wordStarts.heaviest(room, of: starts, entries, into: &inside)
      }
      try merge(best, inside, of: entries, mayHaveMore: (best.count < range.count, inside.count < starts.count))
      // Only in a context, or where one text has many such words, is there more to ask for.
      if found.count >= limit || room >= max(range.count, starts.count) || isPartial { return }
      room *= 4
    }
  }

  /// Adds texts and starts of words in one order of weight, as far as nothing that was not asked for can be between them.
  private mutating func merge(
    _ best: [HeavyString], _ inside: [HeavyString], of entries: EntryTable, mayHaveMore: (best: Bool, inside: Bool)
  ) throws(ArtifactError) {
    var next = (best: 0, inside: 0)
    func weight(_ string: HeavyString, _ text: Int) throws(ArtifactError) -> UInt64 {
      if let weight = string.weight { return weight }
      return try entries.weight(of: text)
    }
    while found.count < limit {
      if query.control.shouldStop() {
        isPartial = true
        return
      }
      var start: (text: Int, weight: UInt64)?
      if next.inside < inside.count, let wordStarts = contents.wordStarts {
        let text = try wordStarts.start(inside[next.inside].number).text
        start = (text, try weight(inside[next.inside], text))
      } else if mayHaveMore.inside {
        return
      }
      if next.best == best.count {
        if mayHaveMore.best { return }
        guard let start else { return }
        next.inside += 1
        try add(entry: start.text, of: entries, distance: 0)
        continue
      }
      let text = best[next.best].number
      let own = try weight(best[next.best], text)
      if let start, start.weight > own {
        next.inside += 1
        try add(entry: start.text, of: entries, distance: 0)
      } else {
        next.best += 1
        try add(entry: text, of: entries, distance: 0)
      }
    }
  }

  /// Hands over the heaviest strings of a range until there are enough.
  private mutating func addHeaviest(
    of list: CompletionList, _ range: Range<Int>,
    _ body: (inout Completer, Int) throws(ArtifactError) -> Void
  ) throws(ArtifactError) {
    var room = limit - found.count
    var seen = 0
    var heavy: [HeavyString] = []
    while found.count < limit && seen < range.count {
      try list.weights.heaviest(room, of: range, into: &heavy) { (n) throws(ArtifactError) in
        try contents.weight(ofWord: n)
      }
      for string in heavy.dropFirst(seen) where found.count < limit {
        if query.control.shouldStop() {
          isPartial = true
          return
        }
        try body(&self, string.number)
      }
      // Fewer than there must be: weights that say nothing, in a file that lies.
      if heavy.count < room { return }
      seen = heavy.count
      room = room * 4
    }
  }

  // MARK: Typos

  /// Adds texts that are a typo away, and if there still is room those two away.
  ///
  /// Most of what is typed is settled by the first walk, which costs a tenth of the second.
  private mutating func addNear(
    entries: Int, words: Int, _ memory: inout CompletionMemory
  ) throws(ArtifactError) {
    for distance in 1...2 where found.count < limit && distance <= max(entries, words) {
      if let table = entryTable, distance <= entries {
        let near = try near(typed, in: table.list, distance, &memory.texts)
        try addTier(near, of: table.list, typed) { (number) throws(ArtifactError) in
          try table.weight(of: number)
        } body: { (completer, number) throws(ArtifactError) in
          try completer.add(entry: number, of: table, distance: distance)
        }
      }
      if distance <= words && found.count < limit {
        let near = try near(lastWord, in: contents.words, distance, &memory.words)
        try addTier(near, of: contents.words, lastWord) { [contents] (number) throws(ArtifactError) in
          try contents.weight(ofWord: number)
        } body: { (completer, number) throws(ArtifactError) in
          try completer.add(word: number, distance: distance)
        }
      }
    }
  }

  /// The texts of a list at a distance; the nearer ones among them were offered before.
  private mutating func near(
    _ text: [UInt8], in list: CompletionList, _ distance: Int, _ place: inout TypedPlace
  ) throws(ArtifactError) -> [Range<Int>] {
    let control = query.control
    let within = query.isWhole ? nil : place.near(distance, of: text)
    if within?.isEmpty == true { return [] }
    guard
      let near = try list.near(
        CompletionText.scalars(text), most: distance, isPrefix: !query.isWhole, within: within,
        shouldStop: { control.shouldStop() })
    else { return [] }
    if near.isComplete { place.keep(near.found, distance, of: text) } else { isPartial = true }
    return near.found.lazy.filter { $0.distance == distance }.map(\.strings)
  }

  /// Adds the best of the texts at one distance.
  private mutating func addTier(
    _ ranges: [Range<Int>], of list: CompletionList, _ wanted: [UInt8],
    weight: (Int) throws(ArtifactError) -> UInt64,
    body: (inout Completer, Int) throws(ArtifactError) -> Void
  ) throws(ArtifactError) {
    if ranges.isEmpty || found.count >= limit { return }
    let ranking = CompletionRanking(wanted)
    var candidates: [(number: Int, score: Double)] = []
    var heavy: [HeavyString] = []
    let share = max(limit, min(Self.candidatesOfRange, Self.candidatesOfTier / ranges.count))
    for range in ranges {
      if candidates.count >= Self.candidatesOfTier || query.control.shouldStop() {
        isPartial = isPartial || candidates.count < Self.candidatesOfTier
        break
      }
      if range.count == 1 {
        heavy = [HeavyString(number: range.lowerBound, code: 0, weight: nil)]
      } else {
        try list.weights.heaviest(share, of: range, into: &heavy, exact: weight)
      }
      for string in heavy {
        let own: UInt64
        if let known = string.weight { own = known } else { own = try weight(string.number) }
        let score = try unsafe list.withText(string.number) { unsafe ranking.score($0, weight: own) }
        candidates.append((string.number, score))
      }
    }
    candidates.sort { $0.score != $1.score ? $0.score > $1.score : $0.number < $1.number }
    for candidate in candidates where found.count < limit {
      if query.control.shouldStop() {
        isPartial = true
        return
      }
      try body(&self, candidate.number)
    }
  }

  // MARK: Answers

  private mutating func add(word number: Int, distance: Int) throws(ArtifactError) {
    // What is refused is refused for good.
    if !taken.insert(TakenText(isEntry: false, number: number)).inserted { return }
    if let beside = leading ?? context, try !beside.allows(word: number, query.control) { return }
    let word = try contents.words.text(number)
    let text = lead + String(decoding: word, as: UTF8.self)
    let ranges = CompletionText.ranges(
      in: text, from: lead.utf8.count, typed: lastWord, distance: distance, isWhole: query.isWhole, contents.analyzer)
    // A text of the author's that reads the same was there first.
    if offered.contains(text) { return }
    found.append(
      Completion(
        text: text, weight: Int(clamping: try contents.weight(ofWord: number)), distance: distance, kind: .word,
        ranges: ranges))
  }

  private mutating func add(entry number: Int, of table: EntryTable, distance: Int) throws(ArtifactError) {
    if !taken.insert(TakenText(isEntry: true, number: number)).inserted { return }
    let entry = try table.entry(number)
    let text = String(decoding: entry.text, as: UTF8.self)
    if let context, try !context.allows(text: entry.text, query.control) { return }
    offered.insert(text)
    let ranges = CompletionText.ranges(
      in: text, from: 0, typed: typed, distance: distance, isWhole: query.isWhole, contents.analyzer)
    found.append(
      Completion(
        text: text, weight: Int(clamping: entry.weight), distance: distance, kind: CompletionKind(entry.kind),
        ranges: ranges))
  }
}
