// Which brackets are open: one bit each, so that no input can make the scanner recurse.

/// A stack of at most 512 open arrays and objects.
struct JSONNesting {
  static let limit = 512

  /// How many brackets are open, those outside of the scanned value included.
  private(set) var depth: Int
  private let base: Int
  /// The bits of the innermost 64 levels, and the words of the levels outside of them.
  private var word: UInt64 = 0
  private var words = SIMD8<UInt64>()

  /// Creates an empty stack inside of `outer` brackets that somebody else closes.
  init(outer: Int) {
    base = outer
    depth = outer
  }

  var isEmpty: Bool { depth == base }

  /// Whether the innermost open bracket is an object's; meaningless when empty.
  var isObject: Bool { word & 1 == 1 }

  /// Opens a bracket; false if that is one too many.
  mutating func push(object: Bool) -> Bool {
    if depth >= Self.limit { return false }
    let level = depth &- base
    if level & 63 == 0 && level > 0 { words[(level >> 6) &- 1] = word }
    word = word << 1 | (object ? 1 : 0)
    depth &+= 1
    return true
  }

  mutating func pop() {
    depth &-= 1
    let level = depth &- base
    word = level & 63 == 0 && level > 0 ? words[(level >> 6) &- 1] : word >> 1
  }
}
