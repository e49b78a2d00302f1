// Walking the terms of several runs in byte order of their keys.

import ConcordBytes

/// Merges runs whose documents ascend from run to run.
enum RunMerge {
  /// Hands over each run's stream of occurrences of a term, in the order of the runs, and then the end of the term.
  ///
  /// The buffers take `memory` bytes, or 64 KB a run.
  static func forEachTerm(
    of files: [FileDescriptor], memory: Int,
    piece: (_ stream: [UInt8], _ key: ByteView) throws(SystemError) -> Void,
    end: (_ key: ByteView) throws(SystemError) -> Void
  ) throws(SystemError) {
    let size = max(1 << 16, min(1 << 20, memory / max(1, files.count)))
    var readers: [RunReader] = []
    for file in files {
      let reader = RunReader(file, bufferSize: size)
      if try reader.next() { readers.append(reader) }
    }
    var heap = RunHeap(readers)
    var stream: [UInt8] = []
    while let first = heap.first {
      let key = first.key
      // Runs come out in their own order for one key, which is the order of documents.
      while let reader = heap.first, reader.key == key {
        stream.removeAll(keepingCapacity: true)
        try reader.readStream(into: &stream)
        try key.withView { (view) throws(SystemError) in try piece(stream, view) }
        let more = try reader.next()
        heap.replaceFirst(keeps: more)
      }
      try key.withView { (view) throws(SystemError) in try end(view) }
    }
  }
}

/// The runs in the order of their current keys; equal keys in the order of the runs.
private struct RunHeap {
  private var items: [(order: Int, reader: RunReader)]

  init(_ readers: [RunReader]) {
    items = readers.enumerated().map { (order: $0.offset, reader: $0.element) }
    for index in stride(from: items.count / 2 - 1, through: 0, by: -1) { sink(index) }
  }

  var first: RunReader? { items.first?.reader }

  /// Restores the order after the first run moved on, or drops it at its end.
  mutating func replaceFirst(keeps: Bool) {
    if !keeps {
      items.swapAt(0, items.count - 1)
      items.removeLast()
    }
    if !items.isEmpty { sink(0) }
  }

  private func isBefore(_ a: Int, _ b: Int) -> Bool {
    let order = items[a].reader.key.withView { left in items[b].reader.key.withView { left.compare($0) } }
    return order != 0 ? order < 0 : items[a].order < items[b].order
  }

  private mutating func sink(_ start: Int) {
    var index = start
    while true {
      var least = index
      for child in [2 * index + 1, 2 * index + 2] where child < items.count && isBefore(child, least) { least = child }
      if least == index { return }
      items.swapAt(index, least)
      index = least
    }
  }
}
