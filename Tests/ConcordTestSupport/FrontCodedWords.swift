// A sorted list of words in memory, front-coded in blocks of 16 as artifacts have it, for tests and probes.

package import ConcordText

/// Words as a search by similarity reads them, with or without their shapes.
@safe package struct FrontCodedWords: WordList {
  package let count: Int
  /// What was read so far.
  package private(set) var blocksRead = 0
  private let bytes: [UInt8]
  private let starts: [Int]
  private let heads: [[UInt8]]
  private let shapesCopy: UnsafeRawBufferPointer?
  /// Why a list cannot be read: never.
  package typealias Failure = Never

  /// Takes words in ascending byte order without repeats.
  package init(_ words: [[UInt8]], withShapes: Bool = true) {
    count = words.count
    var (bytes, starts, heads, shapes): ([UInt8], [Int], [[UInt8]], [UInt8]) = ([], [], [], [])
    for (number, word) in words.enumerated() {
      var shared = 0
      if number % WordBlock.size == 0 {
        starts.append(bytes.count)
        heads.append(word)
      } else {
        shared = zip(words[number - 1], word).prefix { $0 == $1 }.count
      }
      Self.append(shared, to: &bytes)
      Self.append(word.count - shared, to: &bytes)
      bytes += word.dropFirst(shared)
      let shape = unsafe word.withUnsafeBufferPointer { unsafe WordShape.of($0) }
      for shift: UInt32 in [0, 8, 16] { shapes.append(UInt8(truncatingIfNeeded: shape >> shift)) }
    }
    (self.bytes, self.starts, self.heads) = (bytes, starts, heads)
    unsafe shapesCopy = withShapes ? UnsafeRawBufferPointer(Self.kept(shapes)) : nil
  }

  private static func append(_ number: Int, to bytes: inout [UInt8]) {
    bytes += [UInt8(number & 127 | (number > 127 ? 128 : 0))]
    if number > 127 { append(number >> 7, to: &bytes) }
  }

  /// A copy that lives for ever, as a mapped file does for a test.
  private static func kept(_ bytes: [UInt8]) -> UnsafeMutableRawBufferPointer {
    let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: bytes.count, alignment: 1)
    unsafe copy.copyBytes(from: bytes)
    return unsafe copy
  }

  package var shapes: UnsafeRawBufferPointer? { unsafe shapesCopy }

  package mutating func lowerBound(_ key: UnsafeBufferPointer<UInt8>) -> Int {
    var (low, high) = (0, heads.count)
    while low < high {
      let middle = (low + high) / 2
      if unsafe heads[middle].lexicographicallyPrecedes(key) { low = middle + 1 } else { high = middle }
    }
    if low == 0 { return 0 }
    var block = WordBlock()
    read(low - 1, into: &block)
    var place = 0
    while place < block.count, unsafe block[place].lexicographicallyPrecedes(key) { place += 1 }
    return (low - 1) * WordBlock.size + place
  }

  package mutating func read(_ number: Int, into block: inout WordBlock) {
    blocksRead += 1
    unsafe bytes.withUnsafeBufferPointer { bytes in
      guard let base = bytes.baseAddress else { return }
      var offset = starts[number]
      for _ in 0..<min(WordBlock.size, count - number * WordBlock.size) {
        let shared = unsafe Self.readNumber(base, &offset)
        let length = unsafe Self.readNumber(base, &offset)
        let suffix = unsafe UnsafeBufferPointer(start: base + offset, count: length)
        let isGood = unsafe block.append(keeping: shared, suffix: suffix, readable: bytes.count - offset)
        precondition(isGood, "the list is well-formed")
        offset += length
      }
    }
  }

  /// Reads a number as `append` wrote it.
  @inline(__always)
  private static func readNumber(_ bytes: UnsafePointer<UInt8>, _ offset: inout Int) -> Int {
    var (value, shift) = (0, 0)
    while true {
      let byte = unsafe Int(bytes[offset])
      offset &+= 1
      value |= (byte & 127) << shift
      if byte < 128 { return value }
      shift += 7
    }
  }
}
