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
  private let movesPages: Bool
  /// Number of values.
  private(set) var count = 0

  /// Begins empty, with room for some values.
  ///
  /// - Parameter movesPages: whether a large run grows by moving its pages and not its bytes, so that no append takes time
  ///   that grows with the array. Such pages are new to the process each time, which costs an array that is filled at once
  ///   more than copying does.
  init(capacity: Int = 0, movesPages: Bool = false) {
    self.capacity = max(capacity, 16)
    self.movesPages = movesPages && Self.bytes(self.capacity) < concord_pages_least()
    unsafe base = Self.heapRoom(nil, Self.bytes(self.capacity))
  }

  deinit {
    let bytes = Self.bytes(capacity)
    if isLarge(bytes) { unsafe concord_pages_free(base, bytes) } else { unsafe free(base) }
  }

  /// Whether so many bytes of room are pages of their own.
  private func isLarge(_ bytes: Int) -> Bool { movesPages && bytes >= concord_pages_least() }

  /// Bytes of room for so many values, with 64 beyond the last.
  private static func bytes(_ capacity: Int) -> Int { capacity * MemoryLayout<Element>.stride + 64 }

  /// Room of the heap, with what `old` holds.
  private static func heapRoom(_ old: UnsafeMutablePointer<Element>?, _ bytes: Int) -> UnsafeMutablePointer<Element> {
    unsafe checked(realloc(old, bytes), bytes)
  }

  private static func checked(_ raw: UnsafeMutableRawPointer?, _ bytes: Int) -> UnsafeMutablePointer<Element> {
    guard let raw = unsafe raw else { preconditionFailure("no memory for \(bytes) bytes") }
    return unsafe raw.assumingMemoryBound(to: Element.self)
  }

  @inline(never)
  private mutating func grow(to needed: Int) {
    let before = Self.bytes(capacity)
    capacity = max(needed, capacity * 2)
    let bytes = Self.bytes(capacity)
    if !isLarge(bytes) {
      unsafe base = Self.heapRoom(base, bytes)
    } else if isLarge(before) {
      unsafe base = Self.checked(concord_pages_grow(base, before, bytes), bytes)
    } else {
      let pages = unsafe Self.checked(concord_pages_grow(nil, 0, bytes), bytes)
      unsafe UnsafeMutableRawPointer(pages).copyMemory(from: base, byteCount: before)
      unsafe free(base)
      unsafe base = pages
    }
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
