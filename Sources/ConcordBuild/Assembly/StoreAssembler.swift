// Attributes and bodies on their way into the document store, compressed by threads.

import ConcordArtifact
import ConcordBytes

/// Cuts the stream of documents into blocks, has them compressed, and writes them in order.
final class StoreAssembler {
  private let store: SectionSpool
  private let folder: String
  /// Blocks that may wait for their turn.
  private let most: Int
  private var writer: StoreWriter
  private var cutter: StoreCutter
  private let workers: OrderedWorkers<[UInt8], (compressed: [UInt8], rawLength: Int)>

  init(_ blocks: StoreBlocks, codec: StoreCodec, threads: Int, folder: String) {
    self.folder = folder
    // About as many bytes in flight whatever the size of blocks.
    most = threads == 1 ? 0 : threads * max(1, 512 * 1024 / blocks.hard)
    store = SectionSpool(.store, folder: folder)
    writer = StoreWriter(blocks: store)
    cutter = StoreCutter(blocks)
    workers = OrderedWorkers(threads: threads - 1) { raw in (codec.compress(raw), raw.count) }
  }

  deinit { workers.close() }

  /// Bytes of the stream so far: where the next document begins.
  var length: Int { cutter.length }

  /// Appends a part of a document.
  func append(_ part: ByteView) throws(SystemError) {
    try cutter.append(part) { (raw) throws(SystemError) in try take(raw) }
  }

  /// Ends a document; a block may end with it if the document's id says so.
  func endDocument(mayEndBlock: Bool) throws(SystemError) {
    try cutter.endDocument(mayEndBlock: mayEndBlock) { (raw) throws(SystemError) in try take(raw) }
  }

  private func take(_ raw: [UInt8]) throws(SystemError) {
    workers.submit(raw)
    try drain(keeping: most)
  }

  private func drain(keeping limit: Int) throws(SystemError) {
    while workers.inFlight > limit, let block = workers.next() {
      try writer.append(block.compressed, rawLength: block.rawLength)
    }
  }

  /// Compresses what is left and hands over the sections.
  func finish(into artifact: inout ArtifactWriter) throws(SystemError) {
    try cutter.finish { (raw) throws(SystemError) in try take(raw) }
    try drain(keeping: 0)
    workers.close()
    let index = SectionSpool(.storeIndex, elementSize: 16, folder: folder)
    try writer.finish(index: index)
    artifact.add(store)
    artifact.add(index)
  }
}
