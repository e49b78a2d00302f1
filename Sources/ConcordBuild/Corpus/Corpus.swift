// All sources of a build and their records in canonical order.

import ConcordBytes
import ConcordText

/// Where records come from.
enum Source {
  case files(FileSource)
  case jsonLines(JSONLinesSource)
  case csv(CSVSource)
  case spool(SpoolSource)

  /// The name under which the artifact knows the source.
  var name: String {
    switch self {
    case .files, .spool: ""
    case .jsonLines(let source): source.name
    case .csv(let source): source.name
    }
  }
}

/// A corpus: listed once, then read in canonical order.
struct Corpus {
  private(set) var catalogue = Catalogue()
  /// What was left out so far.
  private(set) var skipped: [Skipped] = []
  private var sources: [Source] = []
  private let options: BuildOptions

  /// Endings of the names of files that are indexed.
  static let extensions: Set<String> = ["md", "markdown", "txt", "jsonl", "csv"]

  /// Lists every record of `paths`; "-" is JSON lines on standard input, kept in `folder`.
  init(_ paths: [String], options: BuildOptions, folder: String) throws(BuildError) {
    self.options = options
    for path in paths { try add(path, folder: folder) }
    try finishListing()
  }

  /// Lists the documents of a program.
  init(_ documents: some Sequence<NewDocument>, options: BuildOptions, folder: String) throws(BuildError) {
    self.options = options
    var writer = try BuildError.wrap { () throws(SystemError) in try SpoolWriter(folder: folder) }
    for document in documents {
      if document.id.isEmpty || document.id.utf8.count > Catalogue.longestID {
        skip(Skipped(path: document.id, reason: Reason.longID(document.id.utf8.count)))
        continue
      }
      do throws(SystemError) { try writer.append(document, source: 0, into: &catalogue) } catch { throw .system(error) }
    }
    let source = try BuildError.wrap { () throws(SystemError) in try writer.finish() }
    sources.append(.spool(source))
    try finishListing()
  }

  private mutating func finishListing() throws(BuildError) {
    if options.isStrict, let first = skipped.first { throw .skipped(first) }
    if catalogue.size > options.memory / 2 {
      throw .memoryTooSmall(needed: catalogue.size * 2, allowed: options.memory)
    }
    catalogue.sort()
    try resolveDuplicates()
  }

  /// Names of the sources that hold many records: sorted and each once, so that the order of arguments does not show.
  var sourceNames: [String] {
    Set(sources.map(\.name)).subtracting([""]).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  private mutating func skip(_ what: Skipped) { skipped.append(what) }

  private mutating func add(_ path: String, folder: String) throws(BuildError) {
    if path == "-" {
      let file = try Self.spoolStandardInput(folder: folder)
      addJSONLines(file, name: "-")
      return
    }
    let kind = try BuildError.wrap { () throws(SystemError) in try FileKind(path: path) }
    switch kind {
    case .folder: try addFolder(path)
    case .file: try addFile(path, name: PublishedFile.split(path).name, root: PublishedFile.split(path).folder)
    case .other: throw .unusableInput(path: path, reason: "neither a file nor a folder")
    }
  }

  /// Adds a file by the ending of its name; `name` is its path relative to `root`.
  private mutating func addFile(_ path: String, name: String, root: String) throws(BuildError) {
    switch Self.ending(of: name) {
    case "jsonl":
      addJSONLines(try BuildError.wrap { () throws(SystemError) in try MappedFile(path: path) }, name: name)
    case "csv":
      let file = try BuildError.wrap { () throws(SystemError) in try MappedFile(path: path) }
      let source = try CSVSource(file: file, name: name, columns: options.columns)
      source.list(source: UInt32(sources.count), options: options, into: &catalogue, skipped: &skipped)
      sources.append(.csv(source))
    case "md", "markdown", "txt":
      let source = UInt32(sources.count)
      sources.append(.files(FileSource(root: root)))
      list(name, of: source)
    default:
      let endings = Self.extensions.sorted().map { ".\($0)" }.joined(separator: ", ")
      throw .unusableInput(path: path, reason: "not a kind of file that can be indexed (\(endings))")
    }
  }

  private mutating func addFolder(_ path: String) throws(BuildError) {
    let listing = try BuildError.wrap { () throws(SystemError) in
      try FolderWalker.list(root: path, extensions: Self.extensions)
    }
    skipped += listing.skipped
    let source = UInt32(sources.count)
    sources.append(.files(FileSource(root: path)))
    for file in listing.files {
      if ["jsonl", "csv"].contains(Self.ending(of: file.path)) {
        // One bad file of a folder is left out; the build goes on.
        do throws(BuildError) { try addFile("\(path)/\(file.path)", name: file.path, root: path) } catch {
          skip(Skipped(path: file.path, reason: "\(error)"))
        }
      } else if file.size > options.maximumDocument {
        skip(Skipped(path: file.path, reason: Reason.tooLong(file.size, options.maximumDocument)))
      } else {
        list(file.path, of: source)
      }
    }
  }

  private mutating func list(_ name: String, of source: UInt32) {
    let bytes = Array(name.utf8)
    if bytes.count > Catalogue.longestID {
      skip(Skipped(path: name, reason: Reason.longID(bytes.count)))
      return
    }
    bytes.withView { catalogue.append(id: $0, RecordPlace(source: source, line: 0, offset: 0, length: 0)) }
  }

  private mutating func addJSONLines(_ file: MappedFile, name: String) {
    let source = JSONLinesSource(file: file, name: name)
    source.list(
      source: UInt32(sources.count), maximumDocument: options.maximumDocument, into: &catalogue, skipped: &skipped)
    sources.append(.jsonLines(source))
  }

  static func ending(of name: String) -> String {
    guard let dot = name.utf8.lastIndex(of: UInt8(ascii: ".")) else { return "" }
    return name[name.utf8.index(after: dot)...].lowercased()
  }

  /// Standard input cannot be read twice, so it goes to a nameless file first.
  private static func spoolStandardInput(folder: String) throws(BuildError) -> MappedFile {
    try BuildError.wrap { () throws(SystemError) in
      let input = FileDescriptor.standardInput()
      let file = try FileDescriptor.anonymous(in: folder)
      let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 18, alignment: 64)
      defer { unsafe buffer.deallocate() }
      var length = 0
      while true {
        let got = try unsafe input.readNext(into: buffer)
        if got == 0 { break }
        length += got
        try unsafe file.write(ByteView(UnsafeRawBufferPointer(rebasing: buffer[0..<got])))
      }
      // A disk that loses bytes must not change the corpus unseen: sections have checksums, this copy has none.
      if try file.length() != length { throw SystemError("write", file.path, code: 5) }
      return try MappedFile(file)
    }
  }

  /// Finds records with equal ids: an error, or all but the last are dropped.
  private mutating func resolveDuplicates() throws(BuildError) {
    let order = catalogue.order
    var dropped = Set<Int>()
    for (a, b) in zip(order, order.dropFirst()) {
      let same = catalogue.withID(Int(a)) { left in catalogue.withID(Int(b)) { left == $0 } }
      if !same { continue }
      if !options.lastWins {
        throw .duplicateID(
          id: catalogue.withID(Int(a)) { $0.string }, first: describe(Int(a)), second: describe(Int(b)))
      }
      dropped.insert(Int(a))
    }
    if !dropped.isEmpty { catalogue.keepInOrder { !dropped.contains($0) } }
  }

  private func describe(_ record: Int) -> String {
    let place = catalogue.places[record]
    switch sources[Int(place.source)] {
    case .files(let source): return source.path(catalogue.withID(record) { $0.string })
    case .spool: return "document \(record + 1)"
    case .jsonLines(let source): return "\(source.name):\(place.line)"
    case .csv(let source): return "\(source.name):\(place.line)"
    }
  }

  /// Paths and places of all records in canonical order, for a dry run.
  func describeAll() -> [String] { catalogue.order.map { describe(Int($0)) } }

  /// Reads every record in canonical order.
  mutating func readAll(
    progress: (BuildStage) -> Void, _ body: (borrowing SourceDocument) throws(BuildError) -> Void
  ) throws(BuildError) {
    var scratch = TextScratch()
    let total = catalogue.order.count
    let names = sourceNames
    let ranks = sources.map { names.firstIndex(of: $0.name) ?? 0 }
    for (done, record) in catalogue.order.enumerated() {
      if let problem = try read(Int(record), ranks, &scratch, body) {
        if options.isStrict { throw .skipped(problem) }
        skip(problem)
      }
      if done & 255 == 0 { progress(.indexing(done: done, total: total)) }
    }
    try checkSourcesIntact()
  }

  /// Reads a record; returns why it was left out, if it was.
  private func read(
    _ record: Int, _ ranks: [Int], _ scratch: inout TextScratch,
    _ body: (borrowing SourceDocument) throws(BuildError) -> Void
  ) throws(BuildError) -> Skipped? {
    let place = catalogue.places[record]
    let origin = (number: ranks[Int(place.source)], line: options.keepsLines ? Int(place.line) : 0)
    return try catalogue.withID(record) { (id) throws(BuildError) -> Skipped? in
      switch sources[Int(place.source)] {
      case .files(let source): return try source.read(id, limit: options.maximumDocument, body)
      case .jsonLines(let source): return try source.read(place, id: id, origin: origin, scratch: &scratch, body)
      case .csv(let source): return try source.read(place, id: id, origin: origin, scratch: &scratch, body)
      case .spool(let source):
        try source.read(place, id: id, body)
        return nil
      }
    }
  }

  /// The language that most documents seem to be in, as an ISO 639-1 code; nil if none is clear.
  ///
  /// Looks at the first 8 KB of at most 256 documents, evenly spread over the canonical order: neither the order of arguments
  /// nor anything else but the documents shows. What cannot be read is reported when all is read.
  func guessLanguage() -> String? {
    var guess = LanguageGuess()
    var scratch = TextScratch()
    let ranks = sources.map { _ in 0 }
    let count = min(256, catalogue.order.count)
    for sample in 0..<count {
      let record = Int(catalogue.order[sample * catalogue.order.count / count])
      _ = try? read(record, ranks, &scratch) { (document) throws(BuildError) in
        let length = min(8 << 10, document.body.count - document.bodyStart)
        if let text = try? document.body.slice(document.bodyStart, length) { unsafe guess.add(text.bytes) }
      }
    }
    return guess.language
  }

  /// A source that shrank while it was read gave zeros in place of text: no artifact of those.
  private func checkSourcesIntact() throws(BuildError) {
    for source in sources {
      let file: MappedFile
      switch source {
      case .files: continue
      case .jsonLines(let source): file = source.file
      case .csv(let source): file = source.file
      case .spool(let source): file = source.file
      }
      if file.hasChanged() {
        throw .unusableInput(path: file.path, reason: "it changed while it was read; build again when it is complete")
      }
    }
  }
}
