// The heaviest strings of any range without a look at the others: a byte per string and the largest of every sixteen.
//
//   count u64 | classes u32 | zeros to 64 | per class smallest u64, largest u64 | codes | maxima of 16 | maxima of 256 | …
//
// Codes are those of WeightCode. Every level is filled with zeros to a multiple of 16, the last has at most 16 bytes.

internal import CKernels
package import ConcordBytes

/// Where the levels of a tree over codes lie.
struct WeightLevels: Sendable {
  static let fanOut = 16
  static let classes = 64
  /// Offset and size of each level in the section, the codes first; sizes without padding.
  private(set) var levels: [(offset: Int, size: Int)] = []
  let end: Int

  init(count: Int, classes: Int) {
    var offset = Self.classes + classes * 16
    var size = count
    repeat {
      levels.append((offset, size))
      offset += (size + Self.fanOut - 1) / Self.fanOut * Self.fanOut
      size = (size + Self.fanOut - 1) / Self.fanOut
    } while levels.last.map { $0.size > Self.fanOut } == true
    end = offset
  }
}

/// The weights of a sorted list of strings.
package struct WeightTree: Sendable {
  /// Number of strings.
  package let count: Int
  private let classCount: Int
  /// The classes, verified when the tree was opened.
  private let classes: ByteView
  private let levels: WeightLevels
  private let section: Section

  /// Opens the weights; O(1).
  package init(_ section: Section) throws(ArtifactError) {
    self.section = section
    let strings = try section.u64(at: 0)
    classCount = Int(try section.u32(at: 8))
    if strings > UInt64(UInt32.max) || classCount > WeightCode.most || (classCount == 0) != (strings == 0) {
      throw section.damaged(0, "\(strings) strings with \(classCount) classes of weight")
    }
    count = Int(strings)
    classes = try section.bytes(WeightLevels.classes, classCount * 16)
    levels = WeightLevels(count: count, classes: classCount)
    if levels.end != section.length {
      throw section.damaged(0, "\(section.length) bytes for the weights of \(count) strings")
    }
  }

  /// Encodes weights; O(n).
  package static func encode(_ codes: [UInt8], _ code: WeightCode, into spool: SectionSpool) throws(SystemError) {
    try codes.withView { (view) throws(SystemError) in try encode(view, code.classes, into: spool) }
  }

  /// Encodes weights; O(n).
  static func encode(_ codes: ByteView, _ classes: [WeightClass], into spool: SectionSpool) throws(SystemError) {
    var head = ByteWriter()
    head.writeU64(UInt64(codes.count))
    head.writeU32(UInt32(classes.count))
    head.pad(to: WeightLevels.classes)
    for one in classes {
      head.writeU64(one.smallest)
      head.writeU64(one.largest)
    }
    try spool.append(head.bytes)
    let fanOut = WeightLevels.fanOut
    // The level that is written and the one above, each with room for zeros to a whole node.
    var (level, above) = (
      ByteRoom(capacity: codes.count + fanOut), ByteRoom(capacity: codes.count / fanOut + 2 * fanOut)
    )
    unsafe level.base.copyMemory(from: codes.base, byteCount: codes.count)
    for (_, size) in WeightLevels(count: codes.count, classes: classes.count).levels {
      let nodes = (size + fanOut - 1) / fanOut
      unsafe (level.base + size).initializeMemory(as: UInt8.self, repeating: 0, count: nodes * fanOut - size)
      try spool.append(unsafe ByteView(base: level.base, count: nodes * fanOut))
      for node in 0..<nodes {
        let codes = unsafe level.base.loadUnaligned(fromByteOffset: fanOut * node, as: SIMD16<UInt8>.self)
        unsafe above.base.storeBytes(of: codes.max(), toByteOffset: node, as: UInt8.self)
      }
      swap(&level, &above)
    }
  }

  /// Encodes weights of some of the strings that `classes` are of: only the classes that occur are written, and `codes` become theirs.
  static func encode(
    _ codes: inout [UInt8], of classes: [WeightClass], into spool: SectionSpool
  ) throws(SystemError) {
    var renamed = [UInt8](repeating: 0, count: 256)
    for code in codes { renamed[Int(code)] = 1 }
    var kept: [WeightClass] = []
    for code in 1..<renamed.count where renamed[code] != 0 {
      kept.append(classes[code - 1])
      renamed[code] = UInt8(truncatingIfNeeded: kept.count)
    }
    for place in codes.indices { codes[place] = renamed[Int(codes[place])] }
    try codes.withView { (view) throws(SystemError) in try encode(view, kept, into: spool) }
  }

  /// The code of a string's weight.
  package func code(of number: Int) throws(ArtifactError) -> UInt8 {
    if number < 0 || number >= count { throw section.damaged(0, "string \(number) of \(count)") }
    let view = try section.bytes(levels.levels[0].offset + number, 1)
    return unsafe view.base.load(as: UInt8.self)
  }

  /// The codes of neighbouring strings, a byte each.
  func codes(of numbers: Range<Int>) throws(ArtifactError) -> ByteView {
    if numbers.lowerBound < 0 || numbers.upperBound > count {
      throw section.damaged(0, "strings \(numbers) of \(count)")
    }
    return try section.bytes(levels.levels[0].offset + numbers.lowerBound, numbers.count)
  }

  /// The class of a code.
  package func weights(of code: UInt8) throws(ArtifactError) -> WeightClass {
    if code == 0 || Int(code) > classCount { throw section.damaged(0, "code \(code) of \(classCount)") }
    let offset = (Int(code) - 1) * 16
    // SAFETY: `classes` has 16 bytes for each of `classCount` codes.
    let weights = unsafe WeightClass(
      smallest: UInt64(littleEndian: classes.base.loadUnaligned(fromByteOffset: offset, as: UInt64.self)),
      largest: UInt64(littleEndian: classes.base.loadUnaligned(fromByteOffset: offset + 8, as: UInt64.self)))
    if weights.smallest > weights.largest {
      throw section.damaged(WeightLevels.classes + offset, "a class of weights without a weight")
    }
    return weights
  }

  /// The `limit` strings of a range with the largest codes, the largest first, equal ones by number.
  ///
  /// Parts of the range wait in order of their largest code; the first is divided until it is a single string. More than
  /// `limit` parts are never kept: each has one string that comes before all of the parts behind it. O(limit · log n)
  /// nodes of 16 bytes, whatever the size of the range.
  package func top(
    _ limit: Int, in range: Range<Int>, _ take: (_ number: Int, _ code: UInt8) -> Void
  ) throws(ArtifactError) {
    let range = range.clamped(to: 0..<count)
    if limit <= 0 || range.isEmpty { return }
    if limit > Self.few { return try topOfMany(limit, in: range, take) }
    var failure: ArtifactError?
    unsafe withUnsafeTemporaryAllocation(of: UInt64.self, capacity: limit + 1) { room in
      guard let base = room.baseAddress else { return }
      var parts = unsafe WeightParts(base: base, limit: limit)
      do throws(ArtifactError) {
        try divide(range, into: &parts)
        try settle(&parts)
      } catch { failure = error }
      for index in 0..<parts.count {
        let part = unsafe parts.base[index]
        take(WeightParts.start(part), WeightParts.code(part))
      }
    }
    if let failure { throw failure }
  }

  /// Up to as many strings the parts are kept in order; more are kept in a heap.
  private static let few = 128

  /// The same for a large `limit`: O(limit · log n · log limit).
  private func topOfMany(
    _ limit: Int, in range: Range<Int>, _ take: (_ number: Int, _ code: UInt8) -> Void
  ) throws(ArtifactError) {
    var heap = WeightHeap()
    try divide(range, into: &heap)
    var left = limit
    while left > 0, let part = heap.popFirst() {
      let level = WeightParts.level(part)
      if level == 0 {
        take(WeightParts.start(part), WeightParts.code(part))
        left -= 1
        continue
      }
      try add(childrenOf: part, level, to: &heap, from: 0)
    }
  }

  /// Puts the nodes that make up a range among the parts.
  private func divide(_ range: Range<Int>, into parts: inout some WeightQueue) throws(ArtifactError) {
    var (low, high) = (range.lowerBound, range.upperBound)
    var level = 0
    while low < high {
      // Nodes at the left until a node of the next level begins, then those at the right behind the last one.
      let isTop = level == levels.levels.count - 1
      let left = isTop ? high : min(high, (low + 15) & ~15)
      let right = isTop ? high : max(left, high & ~15)
      if low < left { try add(low..<left, level, to: &parts) }
      if right < high { try add(right..<high, level, to: &parts) }
      if isTop { return }
      (low, high) = (left >> 4, right >> 4)
      level += 1
    }
  }

  /// Adds neighbouring nodes of one level, all of one parent.
  private func add(_ nodes: Range<Int>, _ level: Int, to parts: inout some WeightQueue) throws(ArtifactError) {
    let first = nodes.lowerBound & ~15
    let wanted = UInt32(0xFFFF) << UInt32(nodes.lowerBound - first) & ~(~0 << UInt32(nodes.upperBound - first))
    try add(first, of: level, wanted, to: &parts, from: 0)
  }

  /// Adds those of the 16 nodes from `first` that are wanted, a bit each, and can be among the best.
  @inline(__always)
  private func add(
    _ first: Int, of level: Int, _ wanted: UInt32, to parts: inout some WeightQueue, from settled: Int
  ) throws(ArtifactError) {
    // Levels are filled up to whole nodes.
    let view = try section.bytes(levels.levels[level].offset + first, WeightLevels.fanOut)
    // SAFETY: the view has the 16 bytes.
    var left = unsafe concord_at_least(view.base, max(1, parts.least)) & wanted
    while left != 0 {
      let place = left.trailingZeroBitCount
      left &= left - 1
      let code = unsafe view.base.load(fromByteOffset: place, as: UInt8.self)
      parts.insert(code, start: (first + place) << (4 * level), level, from: settled)
    }
  }

  /// Divides the first part that is not a string until there is none.
  private func settle(_ parts: inout WeightParts) throws(ArtifactError) {
    var settled = 0
    while settled < parts.count {
      let part = unsafe parts.base[settled]
      let level = WeightParts.level(part)
      if level == 0 {
        settled += 1
        continue
      }
      parts.remove(at: settled)
      try add(childrenOf: part, level, to: &parts, from: settled)
    }
  }

  @inline(__always)
  private func add(
    childrenOf part: UInt64, _ level: Int, to parts: inout some WeightQueue, from settled: Int
  ) throws(ArtifactError) {
    let first = WeightParts.start(part) >> (4 * (level - 1))
    if first >= levels.levels[level - 1].size { throw section.damaged(0, "a node beyond its level") }
    try add(first, of: level - 1, 0xFFFF, to: &parts, from: settled)
  }
}

/// Parts of a range that wait.
private protocol WeightQueue {
  /// No part with a smaller code counts any more.
  var least: UInt8 { get }
  /// Adds a part that belongs behind the first `from`.
  mutating func insert(_ code: UInt8, start: Int, _ level: Int, from: Int)
}

/// Parts in a heap, the one with the largest code on top.
private struct WeightHeap: WeightQueue {
  private var parts: [UInt64] = []

  var least: UInt8 { 0 }

  mutating func insert(_ code: UInt8, start: Int, _ level: Int, from: Int) {
    parts.append(WeightParts.part(code, start, level))
    var place = parts.count - 1
    while place > 0, case let parent = (place - 1) / 2, parts[parent] < parts[place] {
      parts.swapAt(parent, place)
      place = parent
    }
  }

  mutating func popFirst() -> UInt64? {
    guard let first = parts.first, let last = parts.popLast() else { return nil }
    if parts.isEmpty { return first }
    parts[0] = last
    var place = 0
    while true {
      var child = 2 * place + 1
      if child + 1 < parts.count && parts[child + 1] > parts[child] { child += 1 }
      if child >= parts.count || parts[child] <= parts[place] { return first }
      parts.swapAt(child, place)
      place = child
    }
  }
}

/// Disjoint parts of a range, the one with the largest code first: code, where it begins (inverted), level in one word.
@safe private struct WeightParts: WeightQueue {
  let base: UnsafeMutablePointer<UInt64>
  let limit: Int
  private(set) var count = 0

  init(base: UnsafeMutablePointer<UInt64>, limit: Int) {
    unsafe self.base = base
    self.limit = limit
  }

  static func part(_ code: UInt8, _ start: Int, _ level: Int) -> UInt64 {
    UInt64(code) << 56 | (0xFFFF_FFFF - UInt64(start)) << 8 | UInt64(level)
  }

  static func code(_ part: UInt64) -> UInt8 { UInt8(truncatingIfNeeded: part >> 56) }
  static func start(_ part: UInt64) -> Int { Int(0xFFFF_FFFF - (part >> 8) & 0xFFFF_FFFF) }
  static func level(_ part: UInt64) -> Int { Int(part & 0xFF) }

  /// No smaller code can still be among the first.
  var least: UInt8 { count == limit ? Self.code(unsafe base[count - 1]) : 0 }

  @inline(__always)
  mutating func insert(_ code: UInt8, start: Int, _ level: Int, from: Int) {
    let part = Self.part(code, start, level)
    if count == limit {
      if unsafe part <= base[count - 1] { return }
      count -= 1
    }
    var place = count
    // Whatever a file says: what is settled stays.
    while place > from, unsafe base[place - 1] < part {
      unsafe base[place] = base[place - 1]
      place -= 1
    }
    unsafe base[place] = part
    count += 1
  }

  mutating func remove(at place: Int) {
    for index in place..<count - 1 { unsafe base[index] = base[index + 1] }
    count -= 1
  }
}
