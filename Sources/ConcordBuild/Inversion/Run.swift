// A sorted part of the inverted index on disk, written when memory is used up and read once while merging.
//
// Per term: key counted, stream counted. The file has no name, so nothing is left of it whatever happens.

import ConcordBytes

/// Writes a run.
struct RunWriter {
  private let file: FileDescriptor
  private var buffer: [UInt8] = []
  private static let bufferSize = 1 << 18

  init(folder: String) throws(SystemError) { file = try FileDescriptor.anonymous(in: folder) }

  /// Spills a table in the order of its keys.
  static func spill(_ table: TermTable, folder: String) throws(SystemError) -> FileDescriptor {
    var writer = try RunWriter(folder: folder)
    var stream: [UInt8] = []
    for index in table.sorted() {
      stream.removeAll(keepingCapacity: true)
      table.copyStream(Int(index), into: &stream)
      try writer.append(key: table.key(Int(index)), stream: stream)
    }
    return try writer.finish()
  }

  /// Writes what is left; the file is read from its start.
  mutating func finish() throws(SystemError) -> FileDescriptor {
    try flush()
    return file
  }

  /// Appends a term; keys ascend.
  mutating func append(key: ByteView, stream: [UInt8]) throws(SystemError) {
    var head = ByteWriter()
    head.writeCounted(key)
    head.writeVarint(stream.count)
    buffer += head.bytes
    buffer += stream
    if buffer.count >= Self.bufferSize { try flush() }
  }

  private mutating func flush() throws(SystemError) {
    try buffer.withView { (view) throws(SystemError) in try file.write(view) }
    buffer.removeAll(keepingCapacity: true)
  }
}

/// Reads a run from its start to its end.
final class RunReader {
  /// The current term's key, class byte first.
  private(set) var key: [UInt8] = []
  private let file: FileDescriptor
  private var buffer: [UInt8] = []
  private var start = 0
  private var fileOffset = 0
  private var streamLength = 0
  private let bufferSize: Int

  init(_ file: FileDescriptor, bufferSize: Int) {
    self.file = file
    self.bufferSize = bufferSize
  }

  /// Moves to the next term; false at the end.
  ///
  /// The stream of the last one must have been read.
  func next() throws(SystemError) -> Bool {
    try fill(16)
    if start == buffer.count { return false }
    let keyLength = try readVarint()
    try fill(keyLength + 10)
    key = Array(buffer[start..<(start + keyLength)])
    start += keyLength
    streamLength = try readVarint()
    return true
  }

  /// Moves to the next term of a class or of a later one; false if there is none.
  func next(from termClass: UInt8) throws(SystemError) -> Bool {
    while try next() {
      if key[0] >= termClass { return true }
      skipStream()
    }
    return false
  }

  /// Passes over the current term's stream.
  func skipStream() {
    let here = min(streamLength, buffer.count - start)
    start += here
    fileOffset += streamLength - here
  }

  /// Appends the current term's stream.
  func readStream(into out: inout [UInt8]) throws(SystemError) {
    var left = streamLength
    while left > 0 {
      try fill(1)
      let size = min(left, buffer.count - start)
      if size == 0 { throw SystemError("read back", file.path, code: 5) }
      out += buffer[start..<(start + size)]
      start += size
      left -= size
    }
  }

  private func readVarint() throws(SystemError) -> Int {
    var value = 0
    var shift = 0
    while start < buffer.count {
      let byte = buffer[start]
      start += 1
      value |= Int(byte & 0x7f) << shift
      if byte < 0x80 { return value }
      shift += 7
    }
    throw SystemError("read back", file.path, code: 5)
  }

  /// Makes at least `count` bytes available, fewer only at the end of the file.
  private func fill(_ count: Int) throws(SystemError) {
    if buffer.count - start >= count { return }
    buffer.removeFirst(start)
    start = 0
    let have = buffer.count
    let offset = fileOffset
    let file = file
    try unsafe buffer.append(upTo: max(bufferSize, count) - have) { (room) throws(SystemError) -> Int in
      try unsafe file.read(into: room, at: offset)
    }
    fileOffset += buffer.count - have
  }
}
