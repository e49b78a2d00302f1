// All sources of a build and their records in canonical order.

import ConcordBytes
import ConcordText

/// Where records come from.
enum Source {
  case jsonLines(JSONLinesSource)

  /// The name under which the artifact knows the source.
  var name: String {
    switch self {
    case .jsonLines(let source): source.name
    }
  }
}

/// A corpus: listed once, then read in canonical order.
struct Corpus {
  private(set) var catalogue = Catalogue()
  private(set) var skipped: [Skipped] = []
  private var sources: [Source] = []
  private let options: BuildOptions

  /// Lists every record of `paths`.
  init(_ paths: [String], options: BuildOptions) throws(BuildError) {
    self.options = options
    for path in paths { try add(path) }
    if catalogue.size > options.memory / 2 {
      throw .memoryTooSmall(needed: catalogue.size * 2, allowed: options.memory)
    }
    catalogue.sort()
  }

  /// Names of the sources that hold many records.
  var sourceNames: [String] { sources.map(\.name) }

  private mutating func add(_ path: String) throws(BuildError) {
    let number = UInt32(sources.count)
    let (_, name) = PublishedFile.split(path)
    if name.hasSuffix(".jsonl") {
      let file = try BuildError.wrap { () throws(SystemError) in try MappedFile(path: path) }
      let source = JSONLinesSource(file: file, name: name)
      source.list(
        source: number, maximumDocument: options.maximumDocument, into: &catalogue, skipped: &skipped)
      sources.append(.jsonLines(source))
    } else {
      throw .unusableInput(path: path, reason: "not a kind of file that can be indexed")
    }
    if options.isStrict, let first = skipped.first { throw .skipped(first) }
  }

  /// Finds records with equal ids: an error, or all but the last are dropped.
  mutating func resolveDuplicates() throws(BuildError) {
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
    let name = sources[Int(place.source)].name
    return place.line > 0 ? "\(name):\(place.line)" : name
  }

  /// Reads every record in canonical order.
  mutating func readAll(
    progress: (BuildStage) -> Void, _ body: (borrowing SourceDocument) throws(BuildError) -> Void
  ) throws(BuildError) {
    var scratch = TextScratch()
    let total = catalogue.order.count
    for (done, record) in catalogue.order.enumerated() {
      let place = catalogue.places[Int(record)]
      let problem = try catalogue.withID(Int(record)) { (id) throws(BuildError) -> Skipped? in
        switch sources[Int(place.source)] {
        case .jsonLines(let source): try source.read(place, id: id, scratch: &scratch, body)
        }
      }
      if let problem {
        if options.isStrict { throw .skipped(problem) }
        skipped.append(problem)
      }
      if done & 255 == 0 { progress(.indexing(done: done, total: total)) }
    }
  }
}
