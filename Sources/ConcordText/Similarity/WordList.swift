// A sorted list of words in blocks, as a search by similarity reads it.

/// Words in ascending byte order without repeats, numbered from 0, in blocks of ``WordBlock/size``.
///
/// The list need not be in memory: a search asks for the blocks that it wants.
package protocol WordList {
  /// What reading can throw.
  associatedtype Failure: Error
  /// Number of words.
  var count: Int { get }
  /// ``WordShape`` of every word, by number, as stored; nil if the list has none, and then every block is read.
  var shapes: UnsafeRawBufferPointer? { get }
  /// The number of words below `key`.
  mutating func lowerBound(_ key: UnsafeBufferPointer<UInt8>) throws(Failure) -> Int
  /// Fills an empty block with the words of block `number`, all of them.
  mutating func read(_ number: Int, into block: inout WordBlock) throws(Failure)
}

/// The words of one block, one behind the other in a buffer that is used again for the next block.
@safe package struct WordBlock: ~Copyable {
  /// Most words of a block.
  package static var size: Int { 16 }
  /// Number of words.
  package private(set) var count = 0
  private var bytes: UnsafeMutablePointer<UInt8>
  private var capacity: Int
  /// Where the words begin, and behind the last where it ends.
  private let starts: UnsafeMutablePointer<Int>

  /// Makes an empty block.
  package init() {
    capacity = 1_024
    unsafe bytes = .allocate(capacity: capacity)
    unsafe bytes.initialize(repeating: 0, count: capacity)
    unsafe starts = .allocate(capacity: Self.size + 1)
    unsafe starts.initialize(repeating: 0, count: Self.size + 1)
  }

  deinit {
    unsafe bytes.deallocate()
    unsafe starts.deallocate()
  }

  /// Empties the block and keeps its room.
  @inline(__always)
  package mutating func removeAll() { count = 0 }

  /// Appends a word: the first `shared` bytes of the word before it, then `first` if there is one, then `suffix`.
  ///
  /// `readable` is how many bytes from the start of the suffix may be read: where it is 16 or more, as nearly always in a
  /// file, a short suffix is copied without asking for its length.
  /// False, and nothing is appended, if the word before is shorter than that or the block is full.
  @inline(__always)
  package mutating func append(
    keeping shared: Int, first: UInt8? = nil, suffix: UnsafeBufferPointer<UInt8>, readable: Int
  ) -> Bool {
    // SAFETY: `count` is at most `size`, the word before lies in the buffer, and there is room for the new one and
    // `slack` bytes behind it, so that whole registers may be written.
    let end = unsafe starts[count]
    let last = unsafe count == 0 ? 0 : starts[count &- 1]
    if count == Self.size || shared < 0 || shared > end &- last { return false }
    let needed = end &+ shared &+ suffix.count &+ (first == nil ? 0 : 1)
    if needed &+ Self.slack > capacity { grow(to: needed &+ Self.slack, used: end) }
    // What is read behind the shared bytes is overwritten afterwards; what is shared lies before `end`.
    var offset = 0
    repeat {
      unsafe copy16(from: bytes + (last &+ offset), to: bytes + (end &+ offset))
      offset &+= 16
    } while offset < shared
    var target = unsafe bytes + (end &+ shared)
    if let first {
      unsafe target.pointee = first
      unsafe target += 1
    }
    if let source = suffix.baseAddress {
      offset = 0
      while readable &- offset >= 16 && offset < suffix.count {
        unsafe copy16(from: source + offset, to: target + offset)
        offset &+= 16
      }
      while offset < suffix.count {
        unsafe target[offset] = source[offset]
        offset &+= 1
      }
    }
    count &+= 1
    unsafe starts[count] = needed
    return true
  }

  @inline(__always)
  private func copy16(from source: UnsafePointer<UInt8>, to target: UnsafeMutablePointer<UInt8>) {
    // SAFETY: callers have seen that 16 bytes are readable here and writable there; SIMD16 needs no alignment this way.
    let register = unsafe UnsafeRawPointer(source).loadUnaligned(as: SIMD16<UInt8>.self)
    unsafe UnsafeMutableRawPointer(target).storeBytes(of: register, as: SIMD16<UInt8>.self)
  }

  /// Bytes behind the last word that may be written.
  private static var slack: Int { 32 }

  private mutating func grow(to needed: Int, used: Int) {
    capacity = max(2 * capacity, needed)
    let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity)
    unsafe larger.initialize(repeating: 0, count: capacity)
    unsafe larger.update(from: bytes, count: used)
    unsafe bytes.deallocate()
    unsafe bytes = unsafe larger
  }

  /// Word `index`; valid until the block changes.
  @inline(__always)
  package subscript(index: Int) -> UnsafeBufferPointer<UInt8> {
    precondition(index >= 0 && index < count, "The block has no such word.")
    return unsafe UnsafeBufferPointer(start: bytes + starts[index], count: starts[index &+ 1] &- starts[index])
  }
}
