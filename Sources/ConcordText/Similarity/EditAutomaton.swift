// Edit distance one character at a time, for all places of the text at once: what a walk over a dictionary carries along.
//
// Wu and Manber's automaton with Hyyrö's transposition: bit j of row k says that what was read so far is within k edits of
// the first j characters. An edit inserts, drops or replaces a character or swaps two neighbours (Damerau–Levenshtein in
// its restricted form: no part is edited twice). A step is some twenty operations whatever the length of the text.

/// The rows of the automaton after some characters.
@frozen @usableFromInline package struct EditState {
  @usableFromInline var row0: UInt64
  @usableFromInline var row1: UInt64
  @usableFromInline var row2: UInt64
  /// Rows before the last character, and where that character stands in the text: for swaps.
  @usableFromInline var before0: UInt64
  @usableFromInline var before1: UInt64
  @usableFromInline var last: UInt64

  @inlinable @inline(__always)
  init(row0: UInt64, row1: UInt64, row2: UInt64, before0: UInt64, before1: UInt64, last: UInt64) {
    (self.row0, self.row1, self.row2) = (row0, row1, row2)
    (self.before0, self.before1, self.last) = (before0, before1, last)
  }
}

/// The automaton of a text of at most 62 Unicode scalars and at most two edits.
@frozen @usableFromInline @safe package struct EditAutomaton: ~Copyable {
  /// Scalars of the text.
  @usableFromInline package let length: Int
  /// Where each ASCII character stands in the text.
  @usableFromInline let ascii: UnsafeMutablePointer<UInt64>
  /// The other scalars, and where they stand.
  @usableFromInline let others: [(scalar: UInt32, places: UInt64)]
  @usableFromInline let whole: UInt64
  @usableFromInline let end: UInt64

  /// Longest text.
  @inlinable package static var longest: Int { 62 }

  /// Prepares for a text; nil if it is longer than `longest`.
  package init?(_ text: [UInt32]) {
    if text.count > Self.longest { return nil }
    length = text.count
    end = 1 << UInt64(text.count)
    whole = end | (end - 1)
    unsafe ascii = .allocate(capacity: 128)
    unsafe ascii.initialize(repeating: 0, count: 128)
    var others: [(scalar: UInt32, places: UInt64)] = []
    for (place, scalar) in text.enumerated() {
      if scalar < 128 {
        unsafe ascii[Int(scalar)] |= 1 << UInt64(place)
      } else if let index = others.firstIndex(where: { $0.scalar == scalar }) {
        others[index].places |= 1 << UInt64(place)
      } else {
        others.append((scalar, 1 << UInt64(place)))
      }
    }
    self.others = others
  }

  deinit { unsafe ascii.deallocate() }

  /// The state before the first character.
  @inlinable @inline(__always)
  package var start: EditState {
    EditState(row0: 1, row1: 3 & whole, row2: 7 & whole, before0: 0, before1: 0, last: 0)
  }

  /// Where a scalar stands in the text, a bit each.
  @inlinable @inline(__always)
  package func places(of scalar: UInt32) -> UInt64 {
    if scalar < 128 { return unsafe ascii[Int(scalar)] }
    for other in others where other.scalar == scalar { return other.places }
    return 0
  }

  /// The state after one more character, given where it stands in the text.
  @inlinable @inline(__always)
  package func step(_ state: EditState, _ places: UInt64) -> EditState {
    let swapped = places & (state.last >> 1)
    let row0 = (state.row0 & places) << 1
    let row1 =
      ((state.row1 & places) << 1 | state.row0 | (state.row0 | row0) << 1 | (state.before0 & swapped) << 2) & whole
    let row2 =
      ((state.row2 & places) << 1 | state.row1 | (state.row1 | row1) << 1 | (state.before1 & swapped) << 2) & whole
    return EditState(
      row0: row0 & whole, row1: row1, row2: row2, before0: state.row0, before1: state.row1, last: places)
  }

  /// The places of the text that are within `most` edits; none if no continuation can come back.
  @inlinable @inline(__always)
  package func reachable(_ state: EditState, most: Int) -> UInt64 {
    most == 0 ? state.row0 : most == 1 ? state.row1 : state.row2
  }

  /// Edits between what was read and the whole text; 3 if they are more than two.
  @inlinable @inline(__always)
  package func distance(_ state: EditState) -> Int {
    if state.row2 & end == 0 { return 3 }
    return state.row0 & end != 0 ? 0 : state.row1 & end != 0 ? 1 : 2
  }
}
