// The memory that a query works in, kept from one query to the next so that none is asked for in between.

internal import ConcordBytes
internal import ConcordText

/// Sums of a window of documents, candidates, the heap of the best, and room for the scorers of the terms.
@safe final class QueryScratch: @unchecked Sendable {
  /// Most documents of a window.
  static let window = 4096

  /// A sum of contributions a document; all zero between two windows.
  let sums: UnsafeMutablePointer<Int32>
  /// Whether a document of the window matches; all zero between two windows.
  let marks: UnsafeMutablePointer<UInt8>
  /// Candidates of a window: their slots and scores, and two lists of indexes.
  let candidates: UnsafeMutablePointer<UInt32>
  let scores: UnsafeMutablePointer<Int32>
  let indexes: UnsafeMutablePointer<UInt32>
  let moreIndexes: UnsafeMutablePointer<UInt32>
  let contributions: UnsafeMutablePointer<Int32>
  let cost: UnsafeMutablePointer<SearchCost>
  private(set) var keys: UnsafeMutablePointer<UInt64>
  private var keyCapacity = 128
  private(set) var terms: UnsafeMutableRawPointer
  private var termBytes = 1 << 14
  private let fixed: UnsafeMutableRawPointer
  /// Tokens of queries and passages, with a stemmer that stays warm.
  var tokens = TokenBatch(capacity: 2048)

  /// Bytes of the fixed part.
  private static let fixedSize = window * (4 + 1 + 4 + 4 + 4 + 4 + 4) + 6 * 256 + MemoryLayout<SearchCost>.stride

  init() {
    let size = Self.window
    unsafe fixed = .allocate(byteCount: Self.fixedSize, alignment: 64)
    unsafe fixed.initializeMemory(as: UInt8.self, repeating: 0, count: Self.fixedSize)
    var at = unsafe fixed
    func take(_ bytes: Int) -> UnsafeMutableRawPointer {
      defer { unsafe at += (bytes + 63) / 64 * 64 }
      return unsafe at
    }
    // A kernel may write one element past what it found, hence the room behind each list.
    unsafe sums = take(size * 4).bindMemory(to: Int32.self, capacity: size)
    unsafe marks = take(size).bindMemory(to: UInt8.self, capacity: size)
    unsafe candidates = take(size * 4 + 64).bindMemory(to: UInt32.self, capacity: size)
    unsafe scores = take(size * 4 + 64).bindMemory(to: Int32.self, capacity: size)
    unsafe indexes = take(size * 4 + 64).bindMemory(to: UInt32.self, capacity: size)
    unsafe moreIndexes = take(size * 4 + 64).bindMemory(to: UInt32.self, capacity: size)
    unsafe contributions = take(size * 4 + 64).bindMemory(to: Int32.self, capacity: size)
    unsafe cost = take(MemoryLayout<SearchCost>.stride).bindMemory(to: SearchCost.self, capacity: 1)
    unsafe cost.initialize(to: SearchCost())
    unsafe keys = .allocate(capacity: keyCapacity)
    unsafe terms = .allocate(byteCount: termBytes, alignment: 64)
  }

  deinit {
    unsafe fixed.deallocate()
    unsafe keys.deallocate()
    unsafe terms.deallocate()
  }

  /// Makes room for `count` hits and `bytes` of scorers, and sets the counts to zero.
  func prepare(hits count: Int, terms bytes: Int) {
    unsafe cost.pointee = SearchCost()
    if count > keyCapacity {
      unsafe keys.deallocate()
      keyCapacity = count
      unsafe keys = .allocate(capacity: count)
    }
    if bytes > termBytes {
      unsafe terms.deallocate()
      termBytes = bytes
      unsafe terms = .allocate(byteCount: bytes, alignment: 64)
    }
  }

  /// Leaves sums and marks at zero after a search that was given up in the middle of a window.
  func clear() {
    unsafe sums.update(repeating: 0, count: Self.window)
    unsafe marks.update(repeating: 0, count: Self.window)
  }

  /// Whether it is small enough to be kept.
  var isModest: Bool { keyCapacity <= 1 << 14 && termBytes <= 1 << 20 }
}

/// Scratch that is not in use.
final class ScratchPool: Sendable {
  private let idle = Lock<[QueryScratch]>([])
  /// Scratch of about 200 KB each that is kept.
  private static let limit = 16

  /// Runs `body` with scratch of its own.
  func use<Result, Failure: Error>(_ body: (QueryScratch) throws(Failure) -> Result) throws(Failure) -> Result {
    let scratch = idle.withLock { $0.popLast() } ?? QueryScratch()
    do throws(Failure) {
      let result = try body(scratch)
      keep(scratch)
      return result
    } catch {
      scratch.clear()
      keep(scratch)
      throw error
    }
  }

  private func keep(_ scratch: QueryScratch) {
    if scratch.isModest { idle.withLock { if $0.count < Self.limit { $0.append(scratch) } } }
  }
}
