// Walking the terms of several runs in byte order of their keys.

import ConcordBytes

/// Merges runs whose documents ascend from run to run.
enum RunMerge {
  /// Hands over each run's stream of occurrences of a term, with the run's number and in the order of the runs, and then the
  /// end of the term.
  ///
  /// The buffers take `memory` bytes, or 64 KB a run.
  ///
  /// - Parameter classes: only terms of these classes are merged.
  static func forEachTerm(
    of files: [FileDescriptor], classes: ClosedRange<UInt8> = 0...255, memory: Int,
    piece: (_ stream: [UInt8], _ run: Int, _ key: ByteView) throws(SystemError) -> Void,
    end: (_ key: ByteView) throws(SystemError) -> Void
  ) throws(SystemError) {
    let size = max(1 << 16, min(1 << 20, memory / max(1, files.count)))
    var readers: [(order: Int, reader: RunReader)] = []
    for (order, file) in files.enumerated() {
      let reader = RunReader(file, bufferSize: size)
      if try reader.next(from: classes.lowerBound) { readers.append((order, reader)) }
    }
    var heap = RunHeap(readers)
    var stream: [UInt8] = []
    while let first = heap.first, first.reader.key[0] <= classes.upperBound {
      let key = first.reader.key
      // Runs come out in their own order for one key, which is the order of documents.
      while let (order, reader) = heap.first, reader.key == key {
        stream.removeAll(keepingCapacity: true)
        try reader.readStream(into: &stream)
        try key.withView { (view) throws(SystemError) in try piece(stream, order, view) }
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

  init(_ readers: [(order: Int, reader: RunReader)]) {
    items = readers
    for index in stride(from: items.count / 2 - 1, through: 0, by: -1) { sink(index) }
  }

  var first: (order: Int, reader: RunReader)? { items.first }

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
