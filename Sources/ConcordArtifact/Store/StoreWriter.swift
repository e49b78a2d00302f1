// The document store: one stream of bytes in blocks whose ends the content decides, compressed one by one.
//
// STOR: blocks, one after another; a block as long as its raw bytes is raw, any other is an LZ4 block.
// DICT: bytes that stand before every block for the codec; only after an optimizing build.
// SIDX: block count u64 | zeros to 16 | per block and once more: raw offset u64, offset in STOR u64.

package import ConcordBytes

/// The rule of where blocks end.
///
/// A block ends at the first document boundary past `soft` bytes whose id hashes to an even number, and at `hard` bytes in
/// any case. An edit of a document therefore changes the block it is in and at most a few that follow.
package struct StoreBlocks: Sendable {
  /// A block may end from here on.
  package let soft: Int
  /// A block ends here at the latest.
  package let hard: Int

  /// Of ordinary builds.
  ///
  /// Measured on 155 MB of Markdown: 12 and 32 KB give a store of 53.7 MB, 24 and 64 KB one of 49.3 MB, at 1.5 µs more to
  /// fetch a document.
  package static let standard = StoreBlocks(soft: 24 * 1024, hard: 64 * 1024)
  /// Of optimizing builds.
  ///
  /// Measured as above, with dictionary and level 9, in the order of slots: blocks of 64, 128, 192 and 256 KB give a store of
  /// 38.6, 36.8, 36.2 and 35.8 MB; a block of 140 KB inflates in 41 µs, one of 104 KB in 32.
  package static let optimized = StoreBlocks(soft: 128 * 1024, hard: 192 * 1024)

  /// No block of any version inflates to more.
  static let limit = 1 << 20
  /// LZ4 cannot inflate by more than this factor.
  static let ratio = 255

  /// Whether a block may end after the document with this id.
  package static func ends(after id: ByteView) -> Bool { Checksum.xxh3(id) & 1 == 0 }
}

/// How blocks are compressed.
package struct StoreCodec: Sendable {
  /// The level of LZ4's high compression.
  package let level: Int32
  /// What stands before every block for the compressor, up to 64 KB; empty for none.
  package let dictionary: [UInt8]

  /// Names a level and a dictionary.
  package init(level: Int32, dictionary: [UInt8] = []) {
    self.level = level
    self.dictionary = dictionary
  }

  /// Of ordinary builds: about 5 ms of CPU a MB, a sixth smaller than the fast mode.
  package static let standard = StoreCodec(level: 3)
  /// The level of optimizing builds, LZ4's last: 0.8 % less than 9 for more than twice the CPU (7.5 instead of 3.4 s for
  /// 155 MB), about what the weights and beginnings of words take.
  package static let optimizedLevel: Int32 = 12

  /// Compresses a raw block, or gives it back where that does not help.
  ///
  /// Any thread may do it.
  package func compress(_ raw: [UInt8]) -> [UInt8] {
    var out: [UInt8] = []
    let size = raw.withView { raw in
      dictionary.withView { LZ4Block.compress(raw, level: level, dictionary: $0, into: &out) }
    }
    return size > 0 && size < raw.count ? out : raw
  }
}

/// Cuts the stream of documents into raw blocks.
package struct StoreCutter {
  private var pending: [UInt8] = []
  /// Bytes of the stream so far.
  package private(set) var length = 0

  private let blocks: StoreBlocks

  /// Begins an empty stream.
  package init(_ blocks: StoreBlocks = .standard) {
    self.blocks = blocks
    pending.reserveCapacity(blocks.hard)
  }

  /// Appends bytes of a document; each block that is full is handed to `emit`.
  package mutating func append<Failure: Error>(
    _ view: ByteView, emit: ([UInt8]) throws(Failure) -> Void
  ) throws(Failure) {
    length += view.count
    var start = 0
    while start < view.count {
      let size = min(blocks.hard - pending.count, view.count - start)
      if let slice = try? view.slice(start, size) { unsafe pending.append(contentsOf: slice.buffer) }
      start += size
      if pending.count == blocks.hard { try flush(emit: emit) }
    }
  }

  /// Ends a document; the block may end with it if `StoreBlocks.ends` says so of its id.
  package mutating func endDocument<Failure: Error>(
    mayEndBlock: Bool, emit: ([UInt8]) throws(Failure) -> Void
  ) throws(Failure) {
    if pending.count >= blocks.soft && mayEndBlock { try flush(emit: emit) }
  }

  /// Hands over what is left.
  package mutating func finish<Failure: Error>(emit: ([UInt8]) throws(Failure) -> Void) throws(Failure) {
    try flush(emit: emit)
  }

  private mutating func flush<Failure: Error>(emit: ([UInt8]) throws(Failure) -> Void) throws(Failure) {
    if pending.isEmpty { return }
    try emit(pending)
    pending.removeAll(keepingCapacity: true)
  }
}

/// Writes compressed blocks in order.
package struct StoreWriter {
  private let blocks: SectionSpool
  private var index = ByteWriter()
  private var count = 0
  private var rawLength = 0

  /// Writes into section STOR.
  package init(blocks: SectionSpool) { self.blocks = blocks }

  /// Appends a compressed block of `rawLength` raw bytes.
  package mutating func append(_ compressed: [UInt8], rawLength length: Int) throws(SystemError) {
    index.writeU64(UInt64(rawLength))
    index.writeU64(UInt64(blocks.length))
    try blocks.append(compressed)
    rawLength += length
    count += 1
  }

  /// Writes section SIDX.
  package mutating func finish(index section: SectionSpool) throws(SystemError) {
    index.writeU64(UInt64(rawLength))
    index.writeU64(UInt64(blocks.length))
    var head = ByteWriter()
    head.writeU64(UInt64(count))
    head.pad(to: 16)
    try section.append(head.bytes)
    try section.append(index.bytes)
  }
}
