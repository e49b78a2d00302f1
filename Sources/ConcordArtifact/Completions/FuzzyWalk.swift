// Strings within a few edits of a text: down the tree of beginnings with the rows of the edit automaton.
//
// A beginning from which no string can come back within the limit is left with everything below it. Where only some dozens
// of strings are left, their shapes say which of them deserve a look: few, and most often none, so that their block is not
// even touched. Sorted neighbours share their beginnings, so of those each continues where it leaves the one before.

internal import ConcordBytes
internal import ConcordText

/// Strings whose distance is known: those of a range, all of them.
package struct FuzzyRange: Sendable, Equatable {
  package let strings: Range<Int>
  package let distance: Int
}

/// What the walk carries along at a depth.
private struct WalkState {
  var edits: EditState
  /// Bits of a scalar whose bytes have not all come, and how many are missing.
  var scalar: UInt32 = 0
  var missing: UInt8 = 0
  /// Edits that may still count; -1 if nothing below can be nearer.
  var most: Int8
  /// Least distance of a beginning so far, if beginnings are looked for; 3 for none.
  var accepted: Int8 = 3
}

/// A node on the way down.
private struct WalkFrame {
  var next: Int
  let last: Int
  let end: Int
}

/// A walk over one list.
@safe struct FuzzyWalk: ~Copyable {
  private let list: CompletionList
  private let trie: TrieArrays
  private let automaton: EditAutomaton
  private let isPrefix: Bool
  private let shouldStop: () -> Bool
  /// Strings outside of these are passed over: disjoint, ascending; and the first that does not end before the walk.
  private let within: [Range<Int>]
  private var nextWithin = 0
  private let states: UnsafeMutablePointer<WalkState>
  private let frames: UnsafeMutablePointer<WalkFrame>
  private let key: UnsafeMutablePointer<UInt8>
  /// What shapes must have, where they are, and room for the strings whose shapes do.
  ///
  /// An optional section would be copied with each use.
  private var filter: EditShapes
  private let shapes: Section
  private let hasShapes: Bool
  private let leafSize: Int
  private let picked: UnsafeMutablePointer<UInt32>
  private(set) var found: [FuzzyRange] = []
  private(set) var isComplete = true
  private var steps = 0

  /// Depths that are followed; no string is longer.
  private static var deepest: Int { StringTable.longestKey }
  /// Nodes of at most so many strings are not divided when whole strings with shapes are looked for: comparing eight shapes
  /// takes as long as a step to one child.
  private static var fewStrings: Int { 96 }

  init(
    _ list: CompletionList, _ automaton: consuming EditAutomaton, _ filter: EditShapes, most: Int, isPrefix: Bool,
    within: [Range<Int>], shouldStop: @escaping () -> Bool
  ) throws(ArtifactError) {
    self.list = list
    self.filter = filter
    hasShapes = list.shapes != nil
    shapes = list.shapes ?? list.trie.section
    trie = try list.trie.arrays()
    self.isPrefix = isPrefix
    self.shouldStop = shouldStop
    self.within = within
    unsafe states = .allocate(capacity: Self.deepest + 2)
    unsafe states.initialize(
      repeating: WalkState(edits: automaton.start, most: Int8(most)), count: Self.deepest + 2)
    unsafe frames = .allocate(capacity: Self.deepest + 2)
    unsafe key = .allocate(capacity: Self.deepest + 2)
    unsafe key.initialize(repeating: 0, count: Self.deepest + 2)
    leafSize = list.trie.leafSize
    unsafe picked = .allocate(capacity: max(Self.fewStrings, leafSize))
    self.automaton = automaton
  }

  deinit {
    unsafe states.deallocate()
    unsafe frames.deallocate()
    unsafe key.deallocate()
    unsafe picked.deallocate()
  }

  /// Walks over everything; `found` then has the strings in order, a string perhaps more than once, the nearest last.
  mutating func run() throws(ArtifactError) {
    if trie.count == 0 { return }
    var depth = 0
    if isPrefix && !accept(0, 0..<trie.count) { return }
    if try !enter(0, 0..<trie.count, depth: 0) { return }
    while depth >= 0 {
      let child = unsafe frames[depth].next
      if unsafe child == frames[depth].last {
        depth -= 1
        continue
      }
      unsafe frames[depth].next = child + 1
      let label = trie.label(child)
      // Most children end here.
      if label != 0 && !advance(depth, label) { continue }
      let isLast = unsafe child + 1 == frames[depth].last
      let low = trie.first(child)
      let high = unsafe isLast ? frames[depth].end : trie.first(child + 1)
      if unsafe low > high || high > frames[depth].end {
        throw list.trie.section.damaged(0, "strings \(low) to \(high)")
      }
      while nextWithin < within.count && within[nextWithin].upperBound <= low { nextWithin += 1 }
      if nextWithin == within.count { return }
      if within[nextWithin].lowerBound >= high { continue }
      if label == 0 {
        // Texts that fold alike: NUL and a number follow, the text itself ends here.
        if !isPrefix { for string in low..<high { unsafe end(states[depth], string) } }
        continue
      }
      unsafe key[list.keyStart + depth] = label
      if unsafe isPrefix && states[depth + 1].missing == 0 && !accept(depth + 1, low..<high) { continue }
      steps += 1
      if steps & 255 == 0 && shouldStop() {
        isComplete = false
        return
      }
      if try enter(child, low..<high, depth: depth + 1) { depth += 1 }
    }
  }

  /// Looks at a node whose state is known; true if its children are next.
  private mutating func enter(_ node: Int, _ strings: Range<Int>, depth: Int) throws(ArtifactError) -> Bool {
    let (low, high) = (trie.child(node), trie.child(node + 1))
    if low <= node || low > high || high > trie.nodes || depth >= Self.deepest {
      throw list.trie.section.damaged(0, "children \(low) to \(high) of node \(node)")
    }
    if low == high {
      // Only so many are written below a node without children; more would be read for each of many nodes.
      if strings.count > leafSize {
        throw list.trie.section.damaged(0, "\(strings.count) strings below node \(node)")
      }
      try scan(strings, depth: depth)
      return false
    }
    if !isPrefix && strings.count <= Self.fewStrings && hasShapes {
      try scan(strings, depth: depth)
      return false
    }
    // A string that ends here comes before all that go on.
    if !isPrefix && trie.first(low) > strings.lowerBound { unsafe end(states[depth], strings.lowerBound) }
    unsafe frames[depth] = WalkFrame(next: low, last: high, end: strings.upperBound)
    return true
  }

  /// Puts the state after one more byte behind the one at `depth`; false if no string can come back from there.
  @inline(__always)
  private func advance(_ depth: Int, _ byte: UInt8) -> Bool {
    let state = unsafe states + depth
    let next = unsafe state + 1
    var scalar = UInt32(byte)
    var edits = unsafe state.pointee.edits
    var missing: UInt8 = 0
    if byte >= 0x80 {
      unsafe takeByte(byte, after: state, into: next)
      unsafe (scalar, missing) = (next.pointee.scalar, next.pointee.missing)
    }
    if missing == 0 {
      edits = automaton.step(edits, automaton.places(of: scalar))
      // Most bytes end here, before anything is written.
      if unsafe automaton.reachable(edits, most: Int(state.pointee.most)) == 0 { return false }
    }
    unsafe next.pointee.edits = edits
    unsafe next.pointee.missing = missing
    unsafe next.pointee.most = state.pointee.most
    unsafe next.pointee.accepted = state.pointee.accepted
    return true
  }

  /// Takes a byte of a scalar of several.
  private func takeByte(
    _ byte: UInt8, after state: UnsafeMutablePointer<WalkState>, into next: UnsafeMutablePointer<WalkState>
  ) {
    if unsafe byte < 0xC0 && state.pointee.missing > 0 {
      unsafe next.pointee.scalar = state.pointee.scalar << 6 | UInt32(byte & 0x3F)
      unsafe next.pointee.missing = state.pointee.missing - 1
    } else {
      let missing: UInt8 = byte >= 0xF0 ? 3 : byte >= 0xE0 ? 2 : 1
      unsafe next.pointee.missing = missing
      unsafe next.pointee.scalar = UInt32(byte & (0x3F >> missing))
    }
  }

  /// Notes that strings begin with something near; false if nothing below can be nearer.
  @inline(__always)
  private mutating func accept(_ depth: Int, _ strings: Range<Int>) -> Bool {
    let distance = unsafe automaton.distance(states[depth].edits)
    if unsafe distance > Int(states[depth].most) { return true }
    found.append(FuzzyRange(strings: strings, distance: distance))
    unsafe states[depth].most = Int8(distance - 1)
    return unsafe distance > 0 && automaton.reachable(states[depth].edits, most: distance - 1) != 0
  }

  /// Notes a whole string that ends in a state.
  @inline(__always)
  private mutating func end(_ state: WalkState, _ string: Int) {
    let distance = automaton.distance(state.edits)
    if state.missing == 0 && distance <= Int(state.most) {
      found.append(FuzzyRange(strings: string..<string + 1, distance: distance))
    }
  }

  /// Writes which of a few strings deserve a look into `picked`, and returns how many.
  @inline(__always)
  private mutating func pick(_ strings: Range<Int>) throws(ArtifactError) -> Int {
    if !hasShapes {
      for place in 0..<strings.count { unsafe picked[place] = UInt32(truncatingIfNeeded: place) }
      return strings.count
    }
    let view = try shapes.bytes(strings.lowerBound * WordShape.size, strings.count * WordShape.size)
    // SAFETY: the view has a shape for each string, and there is room for as many as callers ask for.
    return unsafe filter.select(view.base, strings.count, into: picked)
  }

  /// Looks at at most `fewStrings` strings, or a leaf's, whose first `depth` bytes have led to `states[depth]`.
  private mutating func scan(_ strings: Range<Int>, depth: Int) throws(ArtifactError) {
    let count = try pick(strings)
    if count == 0 { return }
    let size = StringTableWriter.blockSize
    var place = 0
    // States are known up to `known` bytes of the current string; from `dead` bytes on nothing can come back, and then no
    // more of the string need be in `key`.
    var (known, dead) = (depth, Int.max)
    while place < count {
      var wanted = unsafe strings.lowerBound + Int(picked[place])
      var number = wanted / size * size
      let end = number + size
      var keys = BlockKeys(try list.table.block(number / size))
      var length = 0
      // As far as the last string that is wanted.
      while wanted < end {
        if !keys.next() || keys.shared > length || keys.shared + keys.length > Self.deepest {
          throw list.table.damaged("the strings around \(number)")
        }
        length = keys.shared + keys.length
        // What comes before the range ends before the bytes that led to it, which the walk has put there.
        if number >= strings.lowerBound {
          let shared = number == strings.lowerBound ? depth : sharedLength(keys)
          if shared < depth || length - list.keyStart < depth {
            throw list.trie.section.damaged(0, "a leaf of other strings")
          }
          if shared < dead {
            unsafe keys.copySuffix(to: key + keys.shared, room: Self.deepest - keys.shared)
            known = min(known, shared)
            dead = .max
          }
          if number == wanted {
            if dead == .max {
              let text = textLength(length)
              known = min(known, text)
              dead = follow(text, from: &known)
              note(number, text, known, dead)
            } else if isPrefix {
              note(number, length, known, dead)
            }
            place += 1
            wanted = unsafe place < count ? strings.lowerBound + Int(picked[place]) : .max
          }
        }
        number += 1
      }
    }
  }

  /// Bytes of text that a string shares with the one in `key`: the first of a block does not say.
  @inline(__always)
  private func sharedLength(_ keys: BlockKeys) -> Int {
    var same = keys.shared
    if same == 0 { while same < keys.length, unsafe key[same] == keys.byte(same) { same += 1 } }
    return same - list.keyStart
  }

  /// Bytes of the text in a key of `length` bytes, which may end with NUL and a number.
  @inline(__always)
  private func textLength(_ length: Int) -> Int {
    if length >= list.keyStart + 3, unsafe key[length - 3] == 0 { return length - 3 - list.keyStart }
    return length - list.keyStart
  }

  /// Continues over the bytes of the current string; returns where it was given up.
  @inline(__always)
  private mutating func follow(_ length: Int, from known: inout Int) -> Int {
    while known < length {
      let byte = unsafe key[list.keyStart + known]
      if !advance(known, byte) { return known + 1 }
      known += 1
      if unsafe isPrefix && states[known].missing == 0 {
        let distance = unsafe automaton.distance(states[known].edits)
        if unsafe distance <= Int(states[known].most) {
          unsafe states[known].accepted = Int8(distance)
          unsafe states[known].most = Int8(distance - 1)
          if unsafe distance == 0 || automaton.reachable(states[known].edits, most: distance - 1) == 0 {
            return known + 1
          }
        }
      }
    }
    return .max
  }

  /// Notes the current string if it is near.
  @inline(__always)
  private mutating func note(_ number: Int, _ length: Int, _ known: Int, _ dead: Int) {
    if isPrefix {
      let accepted = unsafe states[known].accepted
      if accepted < 3 { found.append(FuzzyRange(strings: number..<number + 1, distance: Int(accepted))) }
    } else if dead == .max {
      unsafe end(states[length], number)
    }
  }
}
