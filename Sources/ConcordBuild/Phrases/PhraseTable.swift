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

import CKernels
import ConcordBytes

/// The documents of each phrase, as far as there is room.
///
/// Open addressing with linear probing. What is searched are tags of 4 bytes, so that a new phrase, as most are, costs no look
/// at an entry.
@safe final class PhraseTable {
  /// What is known of a phrase.
  ///
  /// 20 bytes.
  struct Entry {
    /// The upper half of its hash; the lower one is the tag.
    var upper: UInt32 = 0
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

  /// Documents that a phrase needs to be offered.
  static let fewestDocuments: UInt32 = 3
  /// Documents that it needs to have its text kept: most have one, and of three the form of the first two may lead.
  private static let documentsOfText: UInt32 = 2
  /// Phrases that an ordinary table counts at a time.
  static let usualCapacity = 1 << 18

  /// Slots of a table, a third more than phrases.
  private static func slots(of capacity: Int) -> Int { capacity / 3 * 4 + 8 }
  private static var slotSize: Int { MemoryLayout<Entry>.stride + MemoryLayout<UInt32>.stride }
  /// Memory of a table, in bytes: 8 MB for the usual one.
  static func size(capacity: Int = usualCapacity) -> Int { slots(of: capacity) * slotSize }

  private let memory: Reservation
  /// The lower half of each hash with bit 0 set; 0 for a free slot.
  private let tags: UnsafeMutablePointer<UInt32>
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
    memory = try Reservation(capacity: slotCount * Self.slotSize)
    // SAFETY: both lie in the reservation, and fresh pages are zeros, which are free slots.
    unsafe tags = memory.base.bindMemory(to: UInt32.self, capacity: slotCount)
    unsafe entries = (memory.base + slotCount * MemoryLayout<UInt32>.stride).bindMemory(
      to: Entry.self, capacity: slotCount)
  }

  @inline(__always)
  private static func tag(of hash: UInt64) -> UInt32 { UInt32(truncatingIfNeeded: hash) | 1 }

  @inline(__always)
  private static func upper(of hash: UInt64) -> UInt32 { UInt32(truncatingIfNeeded: hash >> 32) }

  /// The hash of the phrase in a slot, with bit 0 set.
  private func hash(in slot: Int) -> UInt64 { unsafe UInt64(entries[slot].upper) << 32 | UInt64(tags[slot]) }

  @inline(__always)
  private func home(of upper: UInt32) -> Int {
    Int(truncatingIfNeeded: (UInt64(upper) &* UInt64(truncatingIfNeeded: slotCount)) >> 32)
  }

  /// Asks for the places where a phrase is looked for first, so that they are in the cache when it is counted, a word later.
  @inline(__always)
  func prefetch(_ hash: UInt64) {
    let slot = home(of: Self.upper(of: hash))
    unsafe concord_prefetch(tags + slot)
    unsafe concord_prefetch(entries + slot)
  }

  /// The slot of a phrase, or the free one where its place is.
  @inline(__always)
  private func slot(of hash: UInt64) -> Int {
    let (tag, upper) = (Self.tag(of: hash), Self.upper(of: hash))
    var slot = home(of: upper)
    // SAFETY: slots are below their number, and a quarter of them is free.
    while case let known = unsafe tags[slot], known != 0 {
      if known == tag, unsafe entries[slot].upper == upper { break }
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
    if unsafe tags[slot] == 0 {
      insert(hash, slot, words: words, document, form)
      return false
    }
    if unsafe entries[slot].last == document { return false }
    return unsafe Self.add(document, form, to: &entries[slot])
  }

  @inline(__always)
  private func insert(_ hash: UInt64, _ place: Int, words: Int, _ document: UInt32, _ form: UInt8) {
    var slot = place
    if count == capacity {
      makeRoom()
      slot = self.slot(of: hash)
    }
    unsafe tags[slot] = Self.tag(of: hash)
    unsafe entries[slot] = Entry(
      upper: Self.upper(of: hash), count: 1, missed: loss, last: document, form: form, lead: 1,
      words: UInt8(truncatingIfNeeded: words))
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
    if entry.count < documentsOfText { return false }
    let wanted = entry.form == form ? Entry.hasLeadingText : Entry.hasText
    if entry.marks & wanted != 0 { return false }
    entry.marks |= wanted | Entry.hasText
    return true
  }

  /// The entry of a phrase; nil if it is not in the table.
  func entry(of hash: UInt64) -> Entry? {
    let slot = slot(of: hash)
    return unsafe tags[slot] == 0 ? nil : entries[slot]
  }

  /// Hands over all phrases, to be looked at and to have `last` changed.
  func forEach(_ body: (inout Entry) -> Void) {
    for slot in 0..<slotCount where unsafe tags[slot] != 0 { unsafe body(&entries[slot]) }
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
    while unsafe tags[start] != 0 { start += 1 }
    // From a free slot on, in the order of slots: what an entry may move to is at or before its place, and settled.
    for step in 1..<slotCount {
      let slot = (start + step) % slotCount
      let tag = unsafe tags[slot]
      if tag == 0 { continue }
      let entry = unsafe entries[slot]
      let hash = hash(in: slot)
      unsafe tags[slot] = 0
      if UInt64(entry.count) + UInt64(entry.missed) <= UInt64(loss) {
        count -= 1
      } else {
        let place = self.slot(of: hash)
        unsafe tags[place] = tag
        unsafe entries[place] = entry
      }
    }
  }
}
