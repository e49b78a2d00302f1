// A growing array of plain values that one owner holds: no reference counts and no copies in the loops of the parser.

internal import CKernels

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Values one after another, with room for 64 bytes to be read or written beyond the last.
///
/// Access is checked, growth doubles, and nothing is ever shared, so an element costs a load and a comparison. What is
/// read beyond the last value means nothing.
@safe struct FlatArray<Element: BitwiseCopyable>: ~Copyable {
  private var base: UnsafeMutablePointer<Element>
  private var capacity: Int
  /// Number of values.
  private(set) var count = 0

  /// Begins empty, with room for some values.
  init(capacity: Int = 0) {
    self.capacity = max(capacity, 16)
    unsafe base = Self.room(nil, 0, self.capacity)
  }

  deinit {
    let bytes = Self.bytes(capacity)
    if bytes < concord_pages_least() { unsafe free(base) } else { unsafe concord_pages_free(base, bytes) }
  }

  /// Bytes of room for so many values, with 64 beyond the last.
  private static func bytes(_ capacity: Int) -> Int { capacity * MemoryLayout<Element>.stride + 64 }

  /// Room for so many values and 64 bytes, with what `old` holds, which had room for `before`.
  ///
  /// Large runs are moved by their pages and not by their bytes, so that no append takes time that grows with the array.
  private static func room(
    _ old: UnsafeMutablePointer<Element>?, _ before: Int, _ capacity: Int
  ) -> UnsafeMutablePointer<Element> {
    let (bytes, had) = (bytes(capacity), bytes(before))
    let wasLarge = had >= concord_pages_least()
    let raw: UnsafeMutableRawPointer?
    if bytes < concord_pages_least() {
      unsafe raw = realloc(old, bytes)
    } else {
      unsafe raw = concord_pages_grow(wasLarge ? old : nil, had, bytes)
      if let old = unsafe old, !wasLarge, let raw = unsafe raw {
        unsafe raw.copyMemory(from: old, byteCount: had)
        unsafe free(old)
      }
    }
    guard let raw = unsafe raw else { preconditionFailure("no memory for \(bytes) bytes") }
    return unsafe raw.assumingMemoryBound(to: Element.self)
  }

  @inline(never)
  private mutating func grow(to needed: Int) {
    let before = capacity
    capacity = max(needed, capacity * 2)
    unsafe base = Self.room(base, before, capacity)
  }

  /// Whether there is none.
  @inline(__always) var isEmpty: Bool { count == 0 }

  /// The value at an index.
  @inline(__always)
  subscript(index: Int) -> Element {
    get {
      precondition(UInt(bitPattern: index) < UInt(bitPattern: count), "an index beyond the values")
      return unsafe base[index]
    }
    _modify {
      precondition(UInt(bitPattern: index) < UInt(bitPattern: count), "an index beyond the values")
      yield &(unsafe base[index])
    }
  }

  /// The last value.
  @inline(__always) var last: Element? { count == 0 ? nil : self[count &- 1] }

  /// Adds a value.
  @inline(__always)
  mutating func append(_ value: Element) {
    if count == capacity { grow(to: count &+ 1) }
    unsafe base[count] = value
    count &+= 1
  }

  /// Adds `length` values from elsewhere.
  mutating func append(from source: UnsafePointer<Element>, _ length: Int) {
    if count + length > capacity { grow(to: count + length) }
    unsafe (base + count).update(from: source, count: length)
    count += length
  }

  /// Makes room for `length` more values.
  @inline(__always)
  mutating func reserve(_ length: Int) {
    if count &+ length > capacity { grow(to: count &+ length) }
  }

  /// Forgets values from an index on and keeps the room.
  @inline(__always)
  mutating func truncate(to length: Int) { count = min(count, max(0, length)) }

  /// A copy as an array.
  var array: [Element] { unsafe [Element](UnsafeBufferPointer(start: base, count: count)) }

  /// Where the values lie, until the next change of the array.
  @inline(__always) var pointer: UnsafePointer<Element> { unsafe UnsafePointer(base) }

  /// Where the room lies, until the next change of the array.
  @inline(__always) var mutablePointer: UnsafeMutablePointer<Element> { unsafe base }

  /// Says that `length` values were written at the end, into room that was reserved.
  @inline(__always)
  mutating func advance(_ length: Int) {
    precondition(length >= 0 && count &+ length <= capacity, "more values than there is room for")
    count &+= length
  }
}
