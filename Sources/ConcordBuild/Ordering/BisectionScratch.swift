// What a thread needs to split parts: the terms' documents in both halves, and what trading them saves.

import ConcordBytes

/// Arrays with an element a term, 24 bytes a term in a nameless file; one thread at a time may use them.
@safe final class BisectionScratch: @unchecked Sendable {
  typealias Item = GraphBisection.Item

  /// Documents of each term in the left and in the right half; all zero between two splits.
  let left: UnsafeMutablePointer<Int32>
  let right: UnsafeMutablePointer<Int32>
  /// What is saved for a term by a document that goes to the other half.
  let toRight: UnsafeMutablePointer<Int32>
  let toLeft: UnsafeMutablePointer<Int32>
  /// The terms of the part.
  private let seen: UnsafeMutablePointer<UInt32>
  private var seenCount = 0
  /// New numbers of terms.
  private let renumbered: UnsafeMutablePointer<UInt32>
  private let memory: WorkFile

  /// Makes arrays for terms below `terms`.
  init(terms: Int, folder: String) throws(SystemError) {
    let size = max(1, terms)
    memory = try WorkFile(capacity: 6 * size * 4, folder: folder)
    let numbers = unsafe memory.base.bindMemory(to: Int32.self, capacity: 4 * size)
    unsafe left = numbers
    unsafe right = numbers + size
    unsafe toRight = numbers + 2 * size
    unsafe toLeft = numbers + 3 * size
    unsafe seen = (memory.base + 4 * size * 4).bindMemory(to: UInt32.self, capacity: 2 * size)
    unsafe renumbered = seen + size
  }

  /// Counts the documents of each term in both halves.
  func count(
    _ leftHalf: UnsafeMutableBufferPointer<Item>, _ rightHalf: UnsafeMutableBufferPointer<Item>,
    _ lists: UnsafePointer<UInt32>
  ) {
    unsafe count(leftHalf, lists, in: left)
    unsafe count(rightHalf, lists, in: right)
  }

  private func count(
    _ half: UnsafeMutableBufferPointer<Item>, _ lists: UnsafePointer<UInt32>, in counts: UnsafeMutablePointer<Int32>
  ) {
    for index in half.indices {
      let item = unsafe half[index]
      for place in item.start..<(item.start + Int(item.count)) {
        let term = unsafe Int(lists[place])
        if unsafe left[term] + right[term] == 0 {
          unsafe seen[seenCount] = UInt32(term)
          seenCount += 1
        }
        unsafe counts[term] += 1
      }
    }
  }

  /// Computes what is saved for each term; `steps` are those of GraphBisection.
  func computeGains(_ steps: UnsafePointer<Int32>, documents: Int) {
    for index in 0..<seenCount {
      let term = unsafe Int(seen[index])
      let (l, r) = unsafe (Int(left[term]), Int(right[term]))
      // A term of all documents has as many in either half wherever they go.
      if l + r == documents {
        unsafe toRight[term] = 0
        unsafe toLeft[term] = 0
        continue
      }
      unsafe toRight[term] = l > 0 ? steps[r] - steps[l - 1] : 0
      unsafe toLeft[term] = r > 0 ? steps[l] - steps[r - 1] : 0
    }
  }

  /// Sorts a half by what is saved if a document leaves it, the most first, equals by number.
  static func sortByGain(
    _ half: UnsafeMutableBufferPointer<Item>, _ lists: UnsafePointer<UInt32>, _ gains: UnsafePointer<Int32>
  ) {
    for index in half.indices {
      let item = unsafe half[index]
      var sum: Int64 = 0
      for place in item.start..<(item.start + Int(item.count)) {
        unsafe sum &+= Int64(gains[Int(lists[place])])
      }
      unsafe half[index].gain = sum
    }
    var sorted = unsafe half
    unsafe sorted.sort { a, b in a.gain != b.gain ? a.gain > b.gain : a.document < b.document }
  }

  /// Moves the terms of a document from one half's counts to the other's.
  func move(
    _ item: Item, _ lists: UnsafePointer<UInt32>, from: UnsafeMutablePointer<Int32>, to: UnsafeMutablePointer<Int32>
  ) {
    for place in item.start..<(item.start + Int(item.count)) {
      let term = unsafe Int(lists[place])
      unsafe from[term] -= 1
      unsafe to[term] += 1
    }
  }

  /// Makes all counts zero again.
  func clear() {
    for index in 0..<seenCount {
      let term = unsafe Int(seen[index])
      unsafe left[term] = 0
      unsafe right[term] = 0
    }
    seenCount = 0
  }

  /// Copies the lists of a part without the terms that have no say in it, and numbers those that are left anew.
  func copyLists(
    of part: UnsafeMutableBufferPointer<Item>, _ lists: UnsafePointer<UInt32>, to copy: UnsafeMutablePointer<UInt32>
  ) {
    unsafe count(part, lists, in: left)
    var next: UInt32 = 0
    for index in 0..<seenCount {
      let term = unsafe Int(seen[index])
      let says = unsafe left[term] >= 2 && Int(left[term]) < part.count
      unsafe renumbered[term] = says ? next : .max
      if says { next += 1 }
    }
    var at = 0
    for index in part.indices {
      let item = unsafe part[index]
      unsafe part[index].start = at
      for place in item.start..<(item.start + Int(item.count)) {
        let number = unsafe renumbered[Int(lists[place])]
        if number == .max { continue }
        unsafe copy[at] = number
        at += 1
      }
      unsafe part[index].count = UInt32(at - part[index].start)
    }
    clear()
  }
}
