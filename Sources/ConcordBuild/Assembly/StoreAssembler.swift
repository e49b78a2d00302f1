// Attributes and bodies on their way into the document store, compressed by threads.

import ConcordArtifact
import ConcordBytes

/// Cuts the stream of documents into blocks, has them compressed, and writes them in order.
///
/// An optimizing build compresses with a dictionary that is known only when all documents were seen: until then the raw
/// blocks wait in a nameless file.
final class StoreAssembler {
  private typealias Workers = OrderedWorkers<[UInt8], (compressed: [UInt8], rawLength: Int)>

  private let store: SectionSpool
  private let folder: String
  private let threads: Int
  private var writer: StoreWriter
  private var cutter: StoreCutter
  private var workers: Workers?
  private var waiting: RawBlocks?
  private var sampler = DictionarySampler()

  init(options: BuildOptions, folder: String) throws(SystemError) {
    self.folder = folder
    threads = max(1, options.threads)
    store = SectionSpool(.store, folder: folder)
    writer = StoreWriter(blocks: store)
    if options.optimizes {
      cutter = StoreCutter(.optimized)
      waiting = try RawBlocks(folder: folder)
    } else {
      cutter = StoreCutter()
      workers = Self.start(.standard, threads: threads)
    }
  }

  deinit { workers?.close() }

  private static func start(_ codec: StoreCodec, threads: Int) -> Workers {
    Workers(threads: threads - 1) { raw in (codec.compress(raw), raw.count) }
  }

  /// Bytes of the stream so far: where the next document begins.
  var length: Int { cutter.length }

  /// Appends a document.
  func append(
    attributes: ByteView, body: ByteView, id: ByteView, hash: Hash128
  ) throws(SystemError) {
    let take = { (raw: [UInt8]) throws(SystemError) in try self.take(raw) }
    for part in [attributes, body] { try cutter.append(part, emit: take) }
    try cutter.endDocument(id: id, emit: take)
    if waiting != nil { sampler.offer(body, hash: hash) }
  }

  private func take(_ raw: [UInt8]) throws(SystemError) {
    if waiting != nil {
      try waiting?.append(raw)
    } else {
      workers?.submit(raw)
      try drain(keeping: threads == 1 ? 0 : threads * 8)
    }
  }

  private func drain(keeping limit: Int) throws(SystemError) {
    while let workers, workers.inFlight > limit, let block = workers.next() {
      try writer.append(block.compressed, rawLength: block.rawLength)
    }
  }

  /// Compresses what is left and hands over the sections.
  func finish(into artifact: inout ArtifactWriter) throws(SystemError) {
    try cutter.finish { (raw: [UInt8]) throws(SystemError) in try take(raw) }
    if var waiting {
      self.waiting = nil
      let dictionary = sampler.dictionary(streamLength: cutter.length)
      workers = Self.start(StoreCodec(level: StoreCodec.optimizedLevel, dictionary: dictionary), threads: threads)
      while let raw = try waiting.next() {
        workers?.submit(raw)
        try drain(keeping: threads == 1 ? 0 : threads * 2)
      }
      if !dictionary.isEmpty {
        let section = SectionSpool(.dictionary)
        try section.append(dictionary)
        artifact.add(section)
      }
    }
    try drain(keeping: 0)
    workers?.close()
    let index = SectionSpool(.storeIndex, elementSize: 16, folder: folder)
    try writer.finish(index: index)
    artifact.add(store)
    artifact.add(index)
  }
}

/// Raw blocks in a nameless file, in order.
private struct RawBlocks {
  private let file: FileDescriptor
  private var lengths: [Int] = []
  private var read = (block: 0, offset: 0)

  init(folder: String) throws(SystemError) { file = try FileDescriptor.anonymous(in: folder) }

  mutating func append(_ raw: [UInt8]) throws(SystemError) {
    lengths.append(raw.count)
    try raw.withView { (view) throws(SystemError) in try file.write(view) }
  }

  /// The next block in the order in which they were appended; nil after the last.
  mutating func next() throws(SystemError) -> [UInt8]? {
    if read.block == lengths.count { return nil }
    let raw = try file.bytes(read.offset, lengths[read.block])
    read = (read.block + 1, read.offset + raw.count)
    return raw
  }
}
