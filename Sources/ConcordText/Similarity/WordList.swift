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

  /// Appends a word: the first `shared` bytes of the word before it, then `suffix`.
  ///
  /// False, and nothing is appended, if the word before is shorter than that or the block is full.
  package mutating func append(keeping shared: Int, suffix: UnsafeBufferPointer<UInt8>) -> Bool {
    // SAFETY: `count` is below `size`, the word before lies in the buffer, and there is room for the new one.
    let end = unsafe starts[count]
    let last = unsafe count == 0 ? 0 : starts[count &- 1]
    if count == Self.size || shared < 0 || shared > end &- last { return false }
    let needed = end &+ shared &+ suffix.count
    if needed > capacity { grow(to: needed, used: end) }
    for index in 0..<shared { unsafe bytes[end &+ index] = bytes[last &+ index] }
    let target = unsafe bytes + (end &+ shared)
    for index in 0..<suffix.count { unsafe target[index] = suffix[index] }
    count &+= 1
    unsafe starts[count] = needed
    return true
  }

  private mutating func grow(to needed: Int, used: Int) {
    capacity = max(2 * capacity, needed)
    let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity)
    unsafe larger.initialize(from: bytes, count: used)
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
