// The last of the strings that go by in order, with how much each shares with the one before.

internal import CKernels
internal import ConcordBytes

/// A string that was just appended to a run, valid as long as what was appended, and until the next one comes.
@safe struct RunString {
  /// The string; 16 more bytes may be read.
  let bytes: ByteView
  /// Bytes at the start that are those of the string before.
  let shared: Int
}

/// A run of strings, the older of which are forgotten from time to time.
///
/// Memory: the bytes of up to `capacity` strings, each with its padding, and 12 bytes for each.
@safe final class StringRun {
  /// Strings in a full run, and how many strings of no bytes may follow them.
  static let capacity = 512
  static let spare = 128
  /// Bytes beyond the last string that may be read.
  static let padding = 16

  private let room = ByteRoom(capacity: 8192)
  /// Where each string begins.
  let starts: UnsafeMutablePointer<Int>
  /// Bytes of each string that count, and how many of those it shares with the one before.
  let lengths: UnsafeMutablePointer<Int16>
  let shared: UnsafeMutablePointer<Int16>
  /// Strings in the run.
  private(set) var count = 0
  private var lastStart = 0
  private var lastLength = 0
  private let longest: Int

  /// Begins empty; of each string `longest` bytes count.
  init(longest: Int) {
    self.longest = longest
    unsafe starts = .allocate(capacity: Self.capacity + Self.spare)
    unsafe lengths = .allocate(capacity: Self.capacity + Self.spare)
    unsafe shared = .allocate(capacity: Self.capacity + Self.spare)
  }

  deinit {
    unsafe starts.deallocate()
    unsafe lengths.deallocate()
    unsafe shared.deallocate()
  }

  /// Where the bytes lie, until the next string comes.
  var bytes: UnsafePointer<UInt8> { unsafe UnsafePointer(room.base.assumingMemoryBound(to: UInt8.self)) }

  /// Whether there is no room for another string.
  @inline(__always) var isFull: Bool { count == Self.capacity }

  /// Appends a string to a run that is not full.
  ///
  /// - Parameter readable: bytes that may be read from its start; they are copied faster than a length that is known last.
  @inline(__always)
  func append(_ key: ByteView, readable: Int) -> RunString {
    precondition(!isFull, "a run has room")
    // Whole words of 16 bytes: a load of one that two stores have just made would wait for both.
    let start = (lastStart &+ lastLength &+ Self.padding &- 1) & -Self.padding
    room.reserve(key.count &+ 2 &* Self.padding, behind: start)
    let bytes = unsafe room.base.assumingMemoryBound(to: UInt8.self)
    let (to, last) = unsafe (bytes + start, bytes + lastStart)
    var key = key
    if readable >= key.count &+ Self.padding {
      unsafe concord_copy_padded(to, key.base.assumingMemoryBound(to: UInt8.self), key.count)
    } else {
      unsafe UnsafeMutableRawPointer(to).copyMemory(from: key.base, byteCount: key.count)
      // Nothing depends on what is read behind the key, but let it be the same each time.
      unsafe (to + key.count).initialize(repeating: 0, count: Self.padding)
      key = unsafe ByteView(base: to, count: key.count)
    }
    let shared = unsafe concord_shared_padded(
      key.base.assumingMemoryBound(to: UInt8.self), last, min(key.count, lastLength))
    unsafe starts[count] = start
    unsafe lengths[count] = Int16(truncatingIfNeeded: min(key.count, longest))
    unsafe self.shared[count] = Int16(truncatingIfNeeded: min(shared, longest))
    count &+= 1
    lastStart = start
    lastLength = key.count
    return RunString(bytes: key, shared: shared)
  }

  /// Adds strings of no bytes between which there is nothing in common.
  func appendNothing(_ strings: Int) {
    precondition(count + strings <= Self.capacity + Self.spare, "a run has room")
    for _ in 0..<strings {
      unsafe starts[count] = lastStart
      unsafe lengths[count] = 0
      unsafe shared[count] = -1
      count += 1
    }
  }

  /// Forgets all but the last `kept` strings.
  func forget(butLast kept: Int) {
    let gone = count - kept
    let start = unsafe starts[gone]
    let base = unsafe room.base
    unsafe base.copyMemory(from: base + start, byteCount: lastStart + lastLength - start)
    for index in 0..<kept { unsafe starts[index] = starts[index + gone] - start }
    unsafe lengths.update(from: lengths + gone, count: kept)
    unsafe shared.update(from: shared + gone, count: kept)
    lastStart -= start
    count = kept
  }
}
