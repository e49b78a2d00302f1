// A growing array of plain values that one owner holds: no reference counts and no copies in the loops of the parser.

/// Values one after another, with room for 64 bytes to be read or written beyond the last.
///
/// Access is checked, growth doubles, and nothing is ever shared, so an element costs a load and a comparison. What is
/// read beyond the last value is zero or was a value before.
@safe struct FlatArray<Element: BitwiseCopyable>: ~Copyable {
  private var base: UnsafeMutablePointer<Element>
  private var capacity: Int
  /// Number of values.
  private(set) var count = 0

  /// Begins empty, with room for some values.
  init(capacity: Int = 0) {
    self.capacity = max(capacity, 16)
    unsafe base = Self.room(self.capacity)
  }

  deinit { unsafe base.deallocate() }

  private static func room(_ capacity: Int) -> UnsafeMutablePointer<Element> {
    let stride = MemoryLayout<Element>.stride
    let bytes = capacity * stride + 64
    let raw = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: 16)
    unsafe raw.initializeMemory(as: UInt8.self, repeating: 0, count: bytes)
    return unsafe raw.assumingMemoryBound(to: Element.self)
  }

  @inline(never)
  private mutating func grow(to needed: Int) {
    let larger = max(needed, capacity * 2)
    let next = unsafe Self.room(larger)
    unsafe next.update(from: base, count: count)
    unsafe base.deallocate()
    unsafe base = next
    capacity = larger
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
