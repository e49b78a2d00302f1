// Counts of phrases over a stream of documents, in memory that does not grow.
//
// The counts are those of Misra and Gries (*Finding repeated elements*, 1982) in the form of Manku and Motwani's lossy
// counting (*Approximate frequency counts over data streams*, 2002): an entry keeps the documents that were counted since
// it came in, and the *loss* at that time, which is as many as it may have missed before. Deviation: the table is not
// emptied after a fixed stretch but when it is full. The loss then rises, one at a time, until a quarter of the entries
// have count + loss at entry at or below it; those go.
//
// Guarantee. Call what an entry has above the loss its credit. A document's phrase adds 1 to the sum of credits at most, and
// each rise of the loss takes 1 from every entry that is left, at least three quarters of the capacity. So after a stream of
// N phrases of documents, the loss L is at most N / (¾ · capacity), and
//
//   a phrase in more than L documents is in the table;
//   count ≤ documents ≤ count + loss at entry, and both are equal for what came in before the table was full first.
//
// The table depends on the stream alone, and the hash on the words alone: same documents, same counts.

import ConcordBytes

/// The documents of each phrase, as far as there is room.
@safe final class PhraseTable {
  /// A phrase.
  ///
  /// 24 bytes; one without documents is a free slot.
  struct Entry {
    var hash: UInt64 = 0
    /// Documents since it came in.
    var count: UInt32 = 0
    /// The loss when it came in.
    var missed: UInt32 = 0
    /// The last document that was counted; once all are, whatever the selection needs.
    var last: UInt32 = 0
    /// The way of writing that leads a vote of the documents (Boyer and Moore's), and its lead.
    var form: UInt8 = 0
    var lead: UInt8 = 0
    var words: UInt8 = 0
    var marks: UInt8 = 0

    /// The text is kept in some form, and in the form that leads.
    static var hasText: UInt8 { 1 }
    static var hasLeadingText: UInt8 { 2 }
  }

  /// Documents that a phrase needs to be offered, and to have its text kept.
  static let fewestDocuments: UInt32 = 3
  /// Phrases that an ordinary table counts at a time.
  static let usualCapacity = 1 << 18

  /// Slots of a table, a third more than phrases.
  private static func slots(of capacity: Int) -> Int { capacity / 3 * 4 + 8 }
  /// Memory of a table, in bytes: 8 MB for the usual one.
  static func size(capacity: Int = usualCapacity) -> Int { slots(of: capacity) * MemoryLayout<Entry>.stride }

  private let memory: Reservation
  private let entries: UnsafeMutablePointer<Entry>
  private let slotCount: Int
  private let capacity: Int
  /// Phrases in the table.
  private(set) var count = 0
  /// Documents that a phrase may be in without being in the table.
  private(set) var loss: UInt32 = 0

  /// A table for so many phrases, at least 4.
  init(capacity: Int = usualCapacity) throws(SystemError) {
    self.capacity = max(4, capacity)
    slotCount = Self.slots(of: self.capacity)
    memory = try Reservation(capacity: slotCount * MemoryLayout<Entry>.stride)
    // SAFETY: fresh pages are zeros, which are free slots.
    unsafe entries = memory.base.bindMemory(to: Entry.self, capacity: slotCount)
  }

  @inline(__always)
  private func home(of hash: UInt64) -> Int {
    Int(truncatingIfNeeded: hash.multipliedFullWidth(by: UInt64(truncatingIfNeeded: slotCount)).high)
  }

  /// The slot of a phrase, or the free one where its place is.
  @inline(__always)
  private func slot(of hash: UInt64) -> Int {
    var slot = home(of: hash)
    // SAFETY: slots are below their number, and a third of them is free.
    while unsafe entries[slot].count != 0 && entries[slot].hash != hash {
      slot &+= 1
      if slot == slotCount { slot = 0 }
    }
    return slot
  }

  /// Counts a phrase of a document, which is written in a form; the same document counts once.
  ///
  /// - Returns: whether its text, as it is here, must be kept.
  @inline(__always)
  func add(_ hash: UInt64, words: Int, document: UInt32, form: UInt8) -> Bool {
    let slot = slot(of: hash)
    // SAFETY: the slot is below their number.
    if unsafe entries[slot].count == 0 {
      insert(
        slot,
        Entry(
          hash: hash, count: 1, missed: loss, last: document, form: form, lead: 1,
          words: UInt8(truncatingIfNeeded: words)))
      return false
    }
    if unsafe entries[slot].last == document { return false }
    return unsafe Self.add(document, form, to: &entries[slot])
  }

  @inline(never)
  private func insert(_ slot: Int, _ entry: Entry) {
    var slot = slot
    var entry = entry
    if count == capacity {
      makeRoom()
      slot = self.slot(of: entry.hash)
      entry.missed = loss
    }
    unsafe entries[slot] = entry
    count &+= 1
  }

  private static func add(_ document: UInt32, _ form: UInt8, to entry: inout Entry) -> Bool {
    entry.count &+= 1
    entry.last = document
    if entry.form == form {
      if entry.lead < .max { entry.lead &+= 1 }
    } else if entry.lead > 0 {
      entry.lead &-= 1
    } else {
      entry.form = form
      entry.lead = 1
      entry.marks &= ~Entry.hasLeadingText
    }
    if entry.count < fewestDocuments { return false }
    let wanted = entry.form == form ? Entry.hasLeadingText : Entry.hasText
    if entry.marks & wanted != 0 { return false }
    entry.marks |= wanted | Entry.hasText
    return true
  }

  /// The entry of a phrase; nil if it is not in the table.
  func entry(of hash: UInt64) -> Entry? {
    let entry = unsafe entries[slot(of: hash)]
    return entry.count == 0 ? nil : entry
  }

  /// Changes an entry that is in the table.
  func setLast(_ hash: UInt64, _ last: UInt32) { unsafe entries[slot(of: hash)].last = last }

  /// Hands over all phrases, in an order that depends on them alone.
  func forEach(_ body: (Entry) -> Void) {
    for slot in 0..<slotCount where unsafe entries[slot].count != 0 { unsafe body(entries[slot]) }
  }

  // MARK: Making room

  /// Raises the loss until a quarter of the phrases is at or below it, and forgets those.
  private func makeRoom() {
    let bins = 1024
    var free = 0
    while free < max(1, capacity / 4) {
      var counts = [Int](repeating: 0, count: bins)
      forEach { entry in
        let credit = Int(entry.count) + Int(entry.missed) - Int(loss)
        // Those with less were counted before, and are gone with the next step.
        if credit <= bins { counts[max(0, credit - 1)] += 1 }
      }
      free = 0
      for bin in 0..<bins {
        loss &+= 1
        free += counts[bin]
        if free >= max(1, capacity / 4) { break }
      }
    }
    removeLost()
  }

  /// Removes what is at or below the loss, and moves the others to where a search finds them.
  private func removeLost() {
    var start = 0
    while unsafe entries[start].count != 0 { start += 1 }
    // From a free slot on, in the order of slots: what an entry may move to is at or before its place, and settled.
    for step in 1..<slotCount {
      let slot = (start + step) % slotCount
      let entry = unsafe entries[slot]
      if entry.count == 0 { continue }
      unsafe entries[slot].count = 0
      if UInt64(entry.count) + UInt64(entry.missed) <= UInt64(loss) {
        count -= 1
      } else {
        unsafe entries[self.slot(of: entry.hash)] = entry
      }
    }
  }
}
