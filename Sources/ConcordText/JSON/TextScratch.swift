// Room for the texts of one record that had to be decoded, reused from record to record.

/// An arena of bytes: texts stay where they are until `removeAll`, and the room is kept for the next record.
@safe public struct TextScratch: ~Copyable {
  private var start: UnsafeMutablePointer<UInt8>
  private var capacity: Int
  private var used = 0
  /// Blocks that became too small while texts in them were still in use.
  private var full: [UnsafeMutablePointer<UInt8>] = unsafe []

  /// Creates an arena with room for `capacity` bytes.
  public init(capacity: Int = 4096) {
    precondition(capacity >= 0, "a capacity is not negative")
    self.capacity = capacity
    unsafe start = .allocate(capacity: capacity)
  }

  deinit {
    unsafe start.deallocate()
    unsafe full.forEach { block in unsafe block.deallocate() }
  }

  /// Gives up all texts; call between records.
  @inline(__always)
  public mutating func removeAll() {
    used = 0
    if unsafe !full.isEmpty { freeFullBlocks() }
  }

  @inline(never)
  private mutating func freeFullBlocks() {
    unsafe full.forEach { block in unsafe block.deallocate() }
    unsafe full.removeAll(keepingCapacity: true)
  }

  /// The address of at least `count` bytes, which the next `reserve` gives out again unless `use` claims them.
  @inline(__always)
  mutating func reserve(_ count: Int) -> UnsafeMutablePointer<UInt8> {
    if capacity &- used < count { grow(toFit: count) }
    // SAFETY: `used <= capacity`.
    return unsafe start + used
  }

  /// Claims the first `count` bytes of those just reserved.
  @inline(__always)
  mutating func use(_ count: Int) { used &+= count }

  @inline(never)
  private mutating func grow(toFit count: Int) {
    unsafe full.append(start)
    capacity = max(2 * capacity, count)
    unsafe start = .allocate(capacity: capacity)
    used = 0
  }
}
