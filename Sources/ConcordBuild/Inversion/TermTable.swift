// The inverted index in memory: a hash table of terms, each with a chain of chunks that holds its occurrences.
//
// All bytes live in one reservation, so nothing is moved or allocated per term. A chain's chunks double from 12 bytes to
// 16 KB; the last four bytes of each name the next. A term's stream of occurrences is a sequence of varints:
//
//   in a new document   (document - last document) · 2 + 1, then the position
//   in the same one     (position - last position) · 2

import ConcordBytes
import ConcordText

/// Terms and their occurrences, until memory is used up and they become a run.
@safe final class TermTable {
  /// A term.
  ///
  /// 40 bytes.
  struct Entry {
    var keyOffset: UInt32
    var lastDocument: UInt32
    var lastPosition: UInt32
    var first: UInt32
    var cursor: UInt32
    var limit: UInt32
    var chunkSize: UInt32
    var keyLength: UInt32
    /// Number of the entry of the word's stem, from 1 on; 0 for a term that is listed as itself.
    var form: UInt32
    var isEmpty: Bool
  }

  private let arena: Reservation
  private let entryMemory: Reservation
  private let entries: UnsafeMutablePointer<Entry>
  private let bytes: UnsafeMutablePointer<UInt8>
  private var used = 8
  private(set) var count = 0
  private var slots: UnsafeMutablePointer<UInt64>
  private var slotMask: Int
  private let budget: Int
  private let forms: WordForms?

  static let smallestChunk: UInt32 = 12
  static let largestChunk: UInt32 = 16 * 1024
  /// The offsets of chunks are 32 bits wide.
  private static let largestArena = Int(UInt32.max)

  /// A table that asks to be spilled when it holds `budget` bytes.
  ///
  /// - Parameter forms: with them the occurrences of a word whose stem is another text are those of its stem, in class `stem`;
  ///   the word has one at position 0 of each of its documents.
  init(budget: Int, forms: WordForms? = nil) throws(SystemError) {
    self.budget = budget
    self.forms = forms
    // A document may go on after the budget is reached: room for its occurrences, which is not touched otherwise.
    arena = try Reservation(capacity: min(Self.largestArena, budget + (1 << 30)))
    entryMemory = try Reservation(capacity: (budget / 8 + (1 << 24)) * MemoryLayout<Entry>.stride)
    unsafe entries = entryMemory.base.bindMemory(
      to: Entry.self, capacity: entryMemory.capacity / MemoryLayout<Entry>.stride)
    unsafe bytes = arena.base.bindMemory(to: UInt8.self, capacity: arena.capacity)
    slotMask = (1 << 14) - 1
    unsafe slots = .allocate(capacity: slotMask + 1)
    unsafe slots.initialize(repeating: 0, count: slotMask + 1)
  }

  deinit { unsafe slots.deallocate() }

  /// Bytes in use, and what sorting will need beyond the slots that it gives up.
  var size: Int { used + count * (MemoryLayout<Entry>.stride + 12) + (slotMask + 1) * 8 }

  /// Whether a text of `length` bytes may go beyond the budget.
  ///
  /// Prose adds about a byte per byte. A text whose words are all new adds eight (75 bytes a term), and one of that kind
  /// that is longer than an eighth of the budget exceeds it all the same, since a document is never divided.
  func mayOverflow(with length: Int) -> Bool { count > 0 && size + length * 3 / 2 >= budget }

  /// Whether it is time to spill: the budget is used up, or the offsets nearly are.
  var isFull: Bool { size >= budget || used > Self.largestArena - (1 << 29) }

  /// Whether another occurrence of any kind still fits: false only for a document beyond all measure.
  var hasRoom: Bool {
    used < arena.capacity - (1 << 16) && count < entryMemory.capacity / MemoryLayout<Entry>.stride - 1
  }

  /// Records that a term occurs at `position` of `document`.
  ///
  /// The key has at least 16 readable bytes after it.
  @inline(__always)
  func add(
    termClass: UInt8, key: UnsafePointer<UInt8>, length: Int, document: UInt32, position: UInt32
  ) {
    let index = unsafe find(termClass, key, length)
    let form = unsafe entries[index].form
    if form == 0 { return unsafe append(&entries[index], document, position) }
    unsafe append(&entries[index], document, 0)
    unsafe append(&entries[Int(form) - 1], document, position)
  }

  /// The number of a term, a new one if it was not there.
  @inline(__always)
  private func find(_ termClass: UInt8, _ key: UnsafePointer<UInt8>, _ length: Int) -> Int {
    let hash = unsafe Self.hash(key, length, termClass)
    var slot = Int(truncatingIfNeeded: hash) & slotMask
    let tag = hash & 0xFFFF_FFFF_0000_0000
    while true {
      let word = unsafe slots[slot]
      if word == 0 { break }
      if word & 0xFFFF_FFFF_0000_0000 == tag {
        let index = Int(word & 0xFFFF_FFFF) - 1
        if unsafe matches(index, termClass, key, length) { return index }
      }
      slot = (slot + 1) & slotMask
    }
    return unsafe insert(slot, tag, termClass, key, length)
  }

  @inline(__always)
  private func matches(_ index: Int, _ termClass: UInt8, _ key: UnsafePointer<UInt8>, _ length: Int) -> Bool {
    let entry = unsafe entries + index
    let stored = unsafe bytes + Int(entry.pointee.keyOffset)
    if unsafe Int(entry.pointee.keyLength) != length + 1 || stored[0] != termClass { return false }
    var at = 0
    while at < length {
      // SAFETY: both keys are followed by at least 16 readable bytes.
      let a = unsafe UnsafeRawPointer(stored + 1 + at).loadUnaligned(as: UInt64.self)
      let b = unsafe UnsafeRawPointer(key + at).loadUnaligned(as: UInt64.self)
      let left = length - at
      let differ = left >= 8 ? a ^ b : (a ^ b) & (1 << UInt64(left * 8) &- 1)
      if differ != 0 { return false }
      at += 8
    }
    return true
  }

  /// A multiplicative hash over words of eight bytes (after Wang Yi's wyhash).
  @inline(__always)
  private static func hash(_ key: UnsafePointer<UInt8>, _ length: Int, _ termClass: UInt8) -> UInt64 {
    var state = UInt64(truncatingIfNeeded: length) &* 0x9E37_79B9_7F4A_7C15 ^ UInt64(termClass) << 56
    var at = 0
    while at < length {
      var word = unsafe UInt64(littleEndian: UnsafeRawPointer(key + at).loadUnaligned(as: UInt64.self))
      let left = length - at
      if left < 8 { word &= 1 << UInt64(left * 8) &- 1 }
      let product = (state ^ word).multipliedFullWidth(by: 0xA076_1D64_78BD_642F)
      state = product.high ^ product.low
      at += 8
    }
    let product = (state ^ 0xE703_7ED1_A0B4_28DB).multipliedFullWidth(by: 0x8EBC_6AF0_9C88_C6E3)
    return product.high ^ product.low
  }

  @inline(never)
  private func insert(
    _ slot: Int, _ tag: UInt64, _ termClass: UInt8, _ key: UnsafePointer<UInt8>, _ length: Int
  ) -> Int {
    let keyOffset = used
    unsafe bytes[used] = termClass
    unsafe (bytes + used + 1).update(from: key, count: length)
    used += length + 1
    let chunk = allocate(Self.smallestChunk)
    unsafe (entries + count).initialize(
      to: Entry(
        keyOffset: UInt32(keyOffset), lastDocument: 0, lastPosition: 0, first: chunk, cursor: chunk,
        limit: chunk + Self.smallestChunk - 4, chunkSize: Self.smallestChunk, keyLength: UInt32(length + 1), form: 0,
        isEmpty: true))
    let index = count
    count += 1
    unsafe slots[slot] = tag | UInt64(count)
    if count * 2 > slotMask { grow() }
    if let forms, termClass == TermClass.folded.rawValue {
      unsafe link(index, forms.form(of: UnsafeBufferPointer(start: key, count: length)))
    }
    return index
  }

  /// Remembers the stem of a word.
  private func link(_ index: Int, _ form: [UInt8]?) {
    guard let form else { return }
    // What is compared with the table's keys has 16 readable bytes after it.
    unsafe (form + [UInt8](repeating: 0, count: 16)).withUnsafeBufferPointer { bytes in
      guard let base = bytes.baseAddress else { return }
      unsafe entries[index].form = UInt32(find(TermClass.stem.rawValue, base, form.count) + 1)
    }
  }

  private func allocate(_ size: UInt32) -> UInt32 {
    let offset = used
    used += Int(size)
    return UInt32(offset)
  }

  private func grow() {
    let size = (slotMask + 1) * 2
    unsafe slots.deallocate()
    unsafe slots = .allocate(capacity: size)
    unsafe slots.initialize(repeating: 0, count: size)
    slotMask = size - 1
    for index in 0..<count {
      let key = unsafe bytes + Int(entries[index].keyOffset)
      let hash = unsafe Self.hash(key + 1, Int(entries[index].keyLength) - 1, key[0])
      var slot = Int(truncatingIfNeeded: hash) & slotMask
      while unsafe slots[slot] != 0 { slot = (slot + 1) & slotMask }
      unsafe slots[slot] = hash & 0xFFFF_FFFF_0000_0000 | UInt64(index + 1)
    }
  }

  @inline(__always)
  private func append(_ entry: inout Entry, _ document: UInt32, _ position: UInt32) {
    if !entry.isEmpty && entry.lastDocument == document {
      // A word and a part of it may have one stem: the place counts once.
      if entry.lastPosition == position { return }
      write(&entry, (position &- entry.lastPosition) << 1)
    } else {
      write(&entry, UInt64(document &- entry.lastDocument) << 1 | 1)
      write(&entry, position)
      entry.lastDocument = document
      entry.isEmpty = false
    }
    entry.lastPosition = position
  }

  @inline(__always)
  private func write(_ entry: inout Entry, _ value: UInt32) { write(&entry, UInt64(value)) }

  @inline(__always)
  private func write(_ entry: inout Entry, _ value: UInt64) {
    var rest = value
    while rest >= 0x80 {
      writeByte(&entry, UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    writeByte(&entry, UInt8(truncatingIfNeeded: rest))
  }

  @inline(__always)
  private func writeByte(_ entry: inout Entry, _ byte: UInt8) {
    if entry.cursor == entry.limit { nextChunk(&entry) }
    unsafe bytes[Int(entry.cursor)] = byte
    entry.cursor &+= 1
  }

  @inline(never)
  private func nextChunk(_ entry: inout Entry) {
    let size = min(entry.chunkSize * 2, Self.largestChunk)
    let chunk = allocate(size)
    unsafe UnsafeMutableRawPointer(bytes + Int(entry.limit)).storeBytes(of: chunk, as: UInt32.self)
    entry.cursor = chunk
    entry.limit = chunk + size - 4
    entry.chunkSize = size
  }

  /// The numbers of all terms in byte order of their keys.
  ///
  /// Nothing may be added from here to `clear`: the slots are given up for 28 bytes a term of sorting.
  func sorted() -> [UInt32] {
    releaseSlots()
    struct Key {
      let head: UInt64
      let index: UInt32
    }
    var keys: [Key] = []
    keys.reserveCapacity(count)
    for index in 0..<count { keys.append(Key(head: key(index).head, index: UInt32(index))) }
    keys.sort { a, b in
      a.head != b.head ? a.head < b.head : key(Int(a.index)).compare(key(Int(b.index))) < 0
    }
    return keys.map(\.index)
  }

  /// The key of a term, class byte first; valid until the table is cleared.
  func key(_ index: Int) -> ByteView {
    unsafe ByteView(
      base: UnsafeRawPointer(bytes + Int(entries[index].keyOffset)), count: Int(entries[index].keyLength))
  }

  /// A term's stream of occurrences.
  func stream(_ index: Int) -> [UInt8] {
    var out: [UInt8] = []
    copyStream(index, into: &out)
    return out
  }

  /// Copies a term's stream of occurrences, chunk after chunk.
  func copyStream(_ index: Int, into out: inout [UInt8]) {
    let entry = unsafe entries[index]
    var chunk = entry.first
    var size = Self.smallestChunk
    while true {
      let limit = chunk + size - 4
      let end = limit == entry.limit ? entry.cursor : limit
      unsafe out.append(contentsOf: UnsafeBufferPointer(start: bytes + Int(chunk), count: Int(end - chunk)))
      if limit == entry.limit { return }
      chunk = unsafe UnsafeRawPointer(bytes + Int(limit)).loadUnaligned(as: UInt32.self)
      size = min(size * 2, Self.largestChunk)
    }
  }

  /// Forgets everything and gives the memory back.
  func clear() {
    arena.clear()
    entryMemory.clear()
    releaseSlots()
    used = 8
    count = 0
  }

  private func releaseSlots() {
    unsafe slots.deallocate()
    slotMask = (1 << 14) - 1
    unsafe slots = .allocate(capacity: slotMask + 1)
    unsafe slots.initialize(repeating: 0, count: slotMask + 1)
  }
}
