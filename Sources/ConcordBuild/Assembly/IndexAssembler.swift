// Documents in canonical order in, one artifact out.

import ConcordArtifact
import ConcordBytes
import ConcordText

/// Takes documents in ascending order of their ids and writes the artifact.
///
/// Memory: the table of terms is bounded by the budget and spills; sections that grow with the corpus go to nameless
/// files; per document remain its norms, the starts of its fields and 4 bytes per KB for checksums of units.
final class IndexAssembler {
  private let folder: String
  private let schema: Schema
  private let settings: Settings
  private let budget: Int
  private let table: TermTable
  /// With stems: what finds them.
  private let forms: WordForms?
  private var fields: FieldAnalyzer
  private var runs: [FileDescriptor] = []
  private var statistics = Statistics()
  private var norms: [[UInt8]]
  private var starts: FieldStarts

  private let identifiers: SectionSpool
  private var identifierTable: StringTableWriter
  private let documents: SectionSpool
  private var documentTable: DocumentTableWriter
  private let hashes: SectionSpool
  private let texts: Texts
  private var columns: ColumnGatherer
  private var entries: EntryAssembler
  private let offered: Set<BuildOptions.OfferedTexts>
  private var phrases: PhraseGatherer?
  /// What was allowed for the whole build.
  private let memory: Int
  private let threads: Int
  private var identity = ContentIdentity()

  init(
    settings: Settings, schema: Schema, analyzer: Analyzer, options: BuildOptions, language: String?, reserved: Int,
    folder: String
  ) throws(SystemError) {
    self.folder = folder
    self.schema = schema
    self.settings = settings
    let counts = options.offered.contains(.phrases) ? PhraseTable.size() : 0
    // What is left after the list of records; the allowance beside the table is for buffers and per-document arrays.
    budget = max(8 << 20, (options.memory - reserved - counts) / 8 * 7)
    forms = settings.stemmer == nil ? nil : WordForms(analyzer)
    table = try TermTable(budget: budget, forms: forms)
    let phrases =
      counts == 0
      ? nil : try PhraseGatherer(functionWords: FunctionWords.folded(of: language), folder: folder)
    self.phrases = phrases
    fields = FieldAnalyzer(Analyzer(profile: analyzer.profile), schema: schema, phrases: phrases)
    let count = settings.scoring.fields.count
    norms = [[UInt8]](repeating: [], count: count)
    starts = FieldStarts(fields: count)
    statistics.fieldTokens = [Int](repeating: 0, count: count)
    identifiers = SectionSpool(.identifiers, folder: folder)
    identifierTable = StringTableWriter(blocks: identifiers)
    documents = SectionSpool(.documents, folder: folder)
    documentTable = DocumentTableWriter(records: documents)
    hashes = SectionSpool(.contentHashes, elementSize: 16, folder: folder)
    columns = ColumnGatherer(folder: folder)
    entries = EntryAssembler(analyzer: analyzer)
    offered = options.offered
    memory = options.memory
    threads = max(1, options.threads)
    texts =
      options.optimizes
      ? .deferred(try DeferredDocuments(folder: folder))
      : .direct(StoreAssembler(.standard, codec: .standard, threads: threads, folder: folder))
  }

  /// Number of documents so far.
  var count: Int { statistics.documents }

  /// Adds a document; its id is greater than the last one's.
  func add(_ source: borrowing SourceDocument) throws(SystemError) {
    let number = UInt32(statistics.documents)
    // A document is never divided among runs, so a long one begins a run of its own.
    if table.mayOverflow(with: source.title.count + source.body.count) { try spill() }
    try fields.analyze(source, as: number, into: table)
    if !table.hasRoom { throw SystemError("index", source.id.string, code: 27) }
    var record = DocumentRecord()
    record.source = source.source
    record.title = source.title.array
    record.extents = fields.extents
    record.checkpoints = fields.checkpoints
    record.anchors = source.anchors
    try keep(source, &record)
    try columns.add(
      source.attributes, areTyped: source.hasTypes, areOfRecord: !source.isFrontMatter, document: Int(number))
    for field in norms.indices {
      norms[field].append(NormCode.encode(fields.lengths[field]))
      statistics.fieldTokens[field] += Int(fields.lengths[field])
    }
    starts.append(record)
    offer(source)
    if identifierTable.append(source.id) { try identifierTable.endBlock(info: []) }
    statistics.documents += 1
    statistics.textBytes += source.body.count
    if table.isFull { try spill() }
  }

  /// Adds the texts of a document that are to be offered.
  private func offer(_ source: borrowing SourceDocument) {
    // Beyond the bound the build will fail, in `addCompletions`; memory need not grow until then.
    if offered.isEmpty || entries.isFull || entries.size > memory { return }
    // One without letters, as of a document without a title, is nothing to offer.
    if offered.contains(.titles) { _ = entries.add(source.title, weight: 1, kind: .title) }
    if offered.contains(.headings) {
      for range in source.headings {
        guard let text = try? source.body.slice(range.lowerBound, range.count) else { continue }
        _ = entries.add(text, weight: 1, kind: .heading)
      }
    }
  }

  /// Adds the frequent phrases, after all documents.
  func addPhrases() throws(SystemError) {
    guard let phrases else { return }
    for phrase in try phrases.finish(key: entries.key(of:)) {
      _ = phrase.text.withView { entries.add($0, weight: UInt64(phrase.documents), kind: .phrase) }
    }
    self.phrases = nil
    fields.forgetPhrases()
  }

  /// Adds the lines of lists of completions, after all documents.
  ///
  /// - Throws: `BuildError` for a line that is none, and if all texts that are offered exceed the memory that was allowed.
  func addCompletions(of paths: [String]) throws(BuildError) {
    try check(entries, beside: 0)
    for path in paths { try addCompletions(of: path) }
  }

  private func check(_ entries: borrowing EntryAssembler, beside bytes: Int) throws(BuildError) {
    if entries.size > memory { throw .memoryTooSmall(needed: entries.size + bytes, allowed: memory) }
    if entries.isFull { throw .memoryTooSmall(needed: entries.size + bytes, allowed: 4 << 30) }
  }

  private func addCompletions(of path: String) throws(BuildError) {
    let file = try BuildError.wrap { () throws(SystemError) in try MappedFile(path: path) }
    // In a variable of its own: a property of an object asks with every access whether there is another one.
    var own = entries
    entries = EntryAssembler(analyzer: own.analyzer)
    defer { entries = own }
    let expected = CompletionSource.expectedLines(file.view)
    if own.size + expected * EntryAssembler.sizeOfText <= memory {
      own.reserve(texts: expected, bytes: file.view.count)
    }
    try CompletionSource.read(file.view, path: path) { (text, weight) throws(BuildError) in
      let isAdded = own.add(text, weight: weight, kind: .listed)
      try check(own, beside: file.view.count)
      return isAdded
    }
    if file.isDamaged { throw .unusableInput(path: path, reason: "the file shrank while it was read") }
  }

  /// Hashes the content and puts attributes, body and record where they belong.
  private func keep(_ source: borrowing SourceDocument, _ record: inout DocumentRecord) throws(SystemError) {
    var attributes = ByteWriter()
    Attribute.encode(source.attributes, into: &attributes)
    record.attributesLength = attributes.count
    record.bodyLength = source.body.count
    var hash = ByteWriter()
    for part in [
      Checksum.xxh128(source.title), attributes.withView { Checksum.xxh128($0) }, Checksum.xxh128(source.body),
    ] {
      hash.writeU64(part.low)
      hash.writeU64(part.high)
    }
    let content = hash.withView { Checksum.xxh128($0) }
    hash.removeAll()
    hash.writeU64(content.low)
    hash.writeU64(content.high)
    try hashes.append(hash.bytes)
    identity.add(id: source.id, content: content)
    try attributes.withView { (attributes) throws(SystemError) in
      switch texts {
      case .deferred(let documents):
        try documents.append(record, attributes: attributes, body: source.body, id: source.id, hash: content)
      case .direct(let store):
        record.storeOffset = store.length
        try store.append(attributes)
        try store.append(source.body)
        try store.endDocument(mayEndBlock: StoreBlocks.ends(after: source.id))
        try documentTable.append(record)
      }
    }
  }

  /// Throws if ranks are wanted of a field that no document has a number in.
  func checkRanks() throws(BuildError) {
    guard let field = settings.rankField else { return }
    if columns.columns.contains(where: { $0.name == Array(field.utf8) && $0.kinds.rankType != .null }) { return }
    let others = columns.columns.filter { $0.kinds.rankType != .null }
    throw .noRanks(field: field, others: others.map { String(decoding: $0.name, as: UTF8.self) }.sorted())
  }

  private func spill() throws(SystemError) {
    runs.append(try RunWriter.spill(table, folder: folder))
    table.clear()
  }

  /// Merges the terms and writes the artifact through `write`.
  func finish(
    sources: [String], to write: (ByteView) throws(SystemError) -> Void
  ) throws(SystemError) -> BuildSummary {
    var writer = ArtifactWriter()
    let order = try finishDocuments(into: &writer)
    let documentOffsets = SectionSpool(.documentOffsets, elementSize: 4, folder: folder)
    try documentTable.finish(offsets: documentOffsets)
    let identifierIndex = SectionSpool(.identifierIndex, elementSize: 8, folder: folder)
    try identifierTable.endBlock(info: [])
    try identifierTable.finish(index: identifierIndex)
    for section in [documents, documentOffsets, identifiers, identifierIndex, hashes] { writer.add(section) }
    try mergeTerms(order, into: &writer)
    // The table of terms is empty by now, so its memory is free.
    var assembler = ColumnAssembler(
      documents: statistics.documents, order: order?.documents, memory: budget / 4, folder: folder)
    let withoutRank = try assembler.write(columns, rankField: settings.rankField, into: &writer)
    try entries.finish(folder: folder, into: &writer)
    try addSmallSections(sources: sources, to: &writer)
    let written = try writer.write(contentIdentity: contentIdentity(), to: write)
    var summary = BuildSummary()
    summary.documents = statistics.documents
    summary.terms = statistics.terms
    summary.textBytes = statistics.textBytes
    summary.bytes = written.length
    summary.identity = written.root.description
    summary.completions = entries.written
    summary.repeatedCompletions = entries.repeated
    summary.runs = runs.count
    summary.valuesWithoutColumn = columns.unnamed
    summary.valuesWithoutRank = withoutRank
    return summary
  }

  /// Identity of settings and documents, whatever the bytes look like.
  ///
  /// An optimizing build answers like an ordinary one, so it counts as built with the ordinary level.
  private func contentIdentity() -> Hash128 {
    var settings = settings
    settings.codecLevel = UInt32(StoreCodec.standard.level)
    return identity.finish(settings: settings.encode())
  }

  /// Ends the store; an optimizing build finds the order of slots first and puts the norms into it.
  ///
  /// The table then becomes a run in any case: what it held is room for the merge, and the terms are merged twice.
  private func finishDocuments(into writer: inout ArtifactWriter) throws(SystemError) -> SlotOrder? {
    let documents: DeferredDocuments
    switch texts {
    case .direct(let store):
      try store.finish(into: &writer)
      return nil
    case .deferred(let waiting): documents = waiting
    }
    if table.count > 0 { try spill() }
    let order = try SlotOrder(
      of: runs, documents: statistics.documents, memory: budget / 4, threads: threads, folder: folder)
    for field in norms.indices { norms[field] = order.documents.map { norms[field][Int($0)] } }
    try documents.write(in: order, fields: norms.count, threads: threads, table: &documentTable, into: &writer)
    let section = SectionSpool(.order, elementSize: 4, folder: folder)
    try section.append(DocumentOrder.encode(order.documents, order.slots))
    writer.add(section)
    return order
  }

  private func mergeTerms(_ order: SlotOrder?, into writer: inout ArtifactWriter) throws(SystemError) {
    let postings = SectionSpool(.postings, folder: folder)
    let positions = SectionSpool(.positions, folder: folder)
    let terms = SectionSpool(.terms, folder: folder)
    let termIndex = SectionSpool(.termIndex, elementSize: 8, folder: folder)
    let encoder = PostingsEncoder(
      postings: postings, positions: positions, profile: settings.scoring, norms: norms,
      averages: norms.indices.map { statistics.averageLength(of: $0) })
    var merger = TermMerger(
      encoder: encoder, dictionary: TermDictionaryWriter(blocks: terms), starts: starts, order: order
    ) { kind in
      // Exact forms only ever add to a score.
      kind != TermClass.exact.rawValue
    }
    if runs.isEmpty && table.count > 0 {
      if let forms { try merger.merge(table, forms: forms) } else { try merger.merge(table) }
    } else {
      if table.count > 0 { try spill() }
      if let forms {
        try merger.merge(runs, forms: forms, memory: budget / 4, folder: folder)
      } else {
        try merger.merge(runs, memory: budget / 4)
      }
    }
    table.clear()
    let words = (SectionSpool(.wordWeights, folder: folder), SectionSpool(.wordTrie, folder: folder))
    try merger.finish(index: termIndex, wordWeights: words.0, wordTrie: words.1)
    statistics.terms = merger.counts.terms
    statistics.postings = merger.counts.postings
    statistics.positions = merger.counts.positions
    statistics.tokens = statistics.fieldTokens.reduce(0, +)
    for section in [postings, positions, terms, termIndex, words.0, words.1] { writer.add(section) }
  }

  private func addSmallSections(sources: [String], to writer: inout ArtifactWriter) throws(SystemError) {
    let settingsSection = SectionSpool(.settings)
    try settingsSection.append(settings.encode())
    let statisticsSection = SectionSpool(.statistics, elementSize: 8)
    try statisticsSection.append(statistics.encode())
    let sourcesSection = SectionSpool(.sources)
    try sourcesSection.append(SourceNames.encode(sources))
    let normSection = SectionSpool(.norms, folder: folder)
    for norm in norms { try normSection.append(norm) }
    for section in [settingsSection, statisticsSection, sourcesSection, normSection] { writer.add(section) }
  }
}

/// Where the texts go.
private enum Texts {
  case direct(StoreAssembler)
  /// In an optimizing build, until the order is known.
  case deferred(DeferredDocuments)
}

/// A running hash over the settings, the ids and the content hashes of all documents.
private struct ContentIdentity {
  private var state = Hash128(high: 0, low: 0)

  mutating func add(id: ByteView, content: Hash128) {
    var link = ByteWriter()
    let name = Checksum.xxh128(id)
    for word in [state.low, state.high, name.low, name.high, content.low, content.high] { link.writeU64(word) }
    state = link.withView { Checksum.xxh128($0) }
  }

  func finish(settings: [UInt8]) -> Hash128 {
    var link = ByteWriter()
    link.writeU64(state.low)
    link.writeU64(state.high)
    link.writeBytes(settings)
    return link.withView { Checksum.xxh128($0) }
  }
}
