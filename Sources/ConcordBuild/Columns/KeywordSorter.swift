// The distinct keywords of a column in byte order, in bounded memory.

import ConcordArtifact
import ConcordBytes

/// Numbers keywords as they come, then says which place each has among the sorted ones.
///
/// What the memory cannot hold goes to a nameless file as a sorted run; runs are merged at the end. A keyword may have one
/// number in each run.
struct KeywordSorter {
  private struct Run {
    let file: FileDescriptor
    let numbers: [UInt32]
  }

  private let memory: Int
  private let folder: String
  private var bytes: [UInt8] = []
  private var starts: [Int] = [0]
  private var hashes: [UInt64] = []
  private var table: [UInt32]
  private var first: UInt32 = 0
  private var runs: [Run] = []

  /// Takes up to `memory` bytes.
  init(memory: Int, folder: String) {
    (self.memory, self.folder) = (memory, folder)
    table = [UInt32](repeating: 0, count: 1_024)
  }

  /// The number of a keyword, which is new or had one before.
  mutating func number(of keyword: ByteView) throws(SystemError) -> UInt32 {
    let hash = Checksum.xxh3(keyword)
    var place = Int(truncatingIfNeeded: hash) & (table.count - 1)
    while table[place] != 0 {
      let entry = Int(table[place]) - 1
      if hashes[entry] == hash, bytes.withView({ Self.view($0, starts, entry) == keyword }) {
        return first + UInt32(entry)
      }
      place = (place + 1) & (table.count - 1)
    }
    // 28 bytes beside the keyword itself: start, hash, places in the table and in the order.
    if bytes.count + hashes.count * 28 > memory && !hashes.isEmpty {
      try spill()
      return try number(of: keyword)
    }
    unsafe bytes.append(contentsOf: keyword.buffer)
    starts.append(bytes.count)
    hashes.append(hash)
    table[place] = UInt32(hashes.count)
    if hashes.count * 2 > table.count { grow() }
    return first + UInt32(hashes.count - 1)
  }

  private static func view(_ bytes: ByteView, _ starts: [Int], _ entry: Int) -> ByteView {
    (try? bytes.slice(starts[entry], starts[entry + 1] - starts[entry])) ?? .empty
  }

  private mutating func grow() {
    table = [UInt32](repeating: 0, count: table.count * 2)
    for (entry, hash) in hashes.enumerated() {
      var place = Int(truncatingIfNeeded: hash) & (table.count - 1)
      while table[place] != 0 { place = (place + 1) & (table.count - 1) }
      table[place] = UInt32(entry + 1)
    }
  }

  /// Entries in the order of their bytes.
  private func sorted() -> [UInt32] {
    bytes.withView { bytes in
      let heads = hashes.indices.map { Self.view(bytes, starts, $0).head }
      return (0..<UInt32(hashes.count)).sorted { a, b in
        if heads[Int(a)] != heads[Int(b)] { return heads[Int(a)] < heads[Int(b)] }
        return Self.view(bytes, starts, Int(a)).compare(Self.view(bytes, starts, Int(b))) < 0
      }
    }
  }

  /// Writes what is in memory as a run: counted keywords in order.
  private mutating func spill() throws(SystemError) {
    let order = sorted()
    let file = try FileDescriptor.anonymous(in: folder)
    var out = ByteWriter()
    for entry in order {
      bytes.withView { out.writeCounted(Self.view($0, starts, Int(entry))) }
      if out.count >= 1 << 18 {
        try out.withView { (view) throws(SystemError) in try file.write(view) }
        out.removeAll()
      }
    }
    try out.withView { (view) throws(SystemError) in try file.write(view) }
    runs.append(Run(file: file, numbers: order.map { first + $0 }))
    first += UInt32(hashes.count)
    bytes.removeAll(keepingCapacity: true)
    starts = [0]
    hashes.removeAll(keepingCapacity: true)
    table = [UInt32](repeating: 0, count: table.count)
  }

  /// Hands out each keyword once, in order; returns the place of each number and how many places there are.
  mutating func finish(
    _ body: (ByteView) throws(SystemError) -> Void
  ) throws(SystemError) -> (ranks: [UInt32], count: Int) {
    if runs.isEmpty { return try finishInMemory(body) }
    if !hashes.isEmpty { try spill() }
    var ranks = [UInt32](repeating: 0, count: Int(first))
    var readers: [KeywordRunReader] = []
    for run in runs { readers.append(try KeywordRunReader(run.file, numbers: run.numbers)) }
    var count = 0
    while true {
      var least: ByteView?
      for reader in readers {
        if let key = reader.key { if let other = least, other.compare(key) <= 0 { continue } else { least = key } }
      }
      guard let least else { break }
      try body(least)
      for index in readers.indices {
        if let key = readers[index].key, key == least {
          ranks[Int(readers[index].number)] = UInt32(count)
          try readers[index].next()
        }
      }
      count += 1
    }
    return (ranks, count)
  }

  private func finishInMemory(
    _ body: (ByteView) throws(SystemError) -> Void
  ) throws(SystemError) -> (ranks: [UInt32], count: Int) {
    var ranks = [UInt32](repeating: 0, count: hashes.count)
    try bytes.withView { (bytes) throws(SystemError) in
      for (rank, entry) in sorted().enumerated() {
        ranks[Int(entry)] = UInt32(rank)
        try body(Self.view(bytes, starts, Int(entry)))
      }
    }
    return (ranks, hashes.count)
  }
}

/// The keywords of a run, one after another; the views last as long as the reader.
private struct KeywordRunReader {
  private let file: MappedFile
  private let numbers: [UInt32]
  private var cursor: ByteCursor
  private var place = -1
  /// The current keyword; nil at the end.
  private(set) var key: ByteView?

  init(_ file: FileDescriptor, numbers: [UInt32]) throws(SystemError) {
    self.file = try MappedFile(file)
    self.numbers = numbers
    cursor = ByteCursor(self.file.view)
    try next()
  }

  /// The number of the current keyword.
  var number: UInt32 { numbers[place] }

  mutating func next() throws(SystemError) {
    place += 1
    if place == numbers.count {
      key = nil
      return
    }
    do { key = try cursor.readCounted() } catch { throw SystemError("read back", file.path, code: 5) }
  }
}
