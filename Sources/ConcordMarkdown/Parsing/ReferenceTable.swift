// What links and footnotes are called: a hash table over normalised labels, where the first definition wins.

/// A definition of a growing document, to be compared with another.
struct DefinitionKey: BitwiseCopyable, Equatable {
  var hash: Int
  var value: Int
}

/// The definitions of a document.
struct ReferenceTable: ~Copyable {
  /// A definition, with its parts in the table's own bytes.
  struct Entry: BitwiseCopyable {
    fileprivate(set) var hash: Int
    fileprivate var key: Int
    fileprivate var keyCount: Int
    /// Where the destination begins and ends.
    var destination = 0
    var destinationEnd = 0
    /// Where the title begins and ends; -1 for none.
    var title = -1
    var titleEnd = -1
    /// The block of a footnote.
    var node = -1
  }

  private var arena = FlatArray<UInt8>()
  private var slots = FlatArray<Int32>()
  private var key = FlatArray<UInt8>()
  /// Whether there ever was a footnote.
  private(set) var hasFootnotes = false
  /// Which definitions are there to stay in a growing document; nil if nobody asks.
  private var watched: Int?
  /// Hashes of the labels that were asked for and have no such definition.
  var lookups = FlatArray<Int>()
  /// All definitions, in order.
  var entries = FlatArray<Entry>()

  init() {}

  /// The bytes that destinations and titles lie in.
  var bytes: MarkdownBytes { unsafe MarkdownBytes(arena.pointer, count: arena.count) }

  /// Whether nothing is defined and nobody wants to know what was asked for.
  @inline(__always) var isUnasked: Bool { entries.isEmpty && watched == nil }

  /// How many bytes its labels, destinations and titles have.
  var definedBytes: Int { arena.count }

  /// Forgets all but the first definitions, whose bytes are the first `bytes`.
  ///
  /// What was added last is taken out first, so that nothing that stays was put behind it.
  mutating func truncate(to count: Int, bytes: Int) {
    while entries.count > count {
      let last = entries.count &- 1
      var slot = entries[last].hash & (slots.count &- 1)
      while Int(slots[slot]) != last { slot = (slot &+ 1) & (slots.count &- 1) }
      slots[slot] = -1
      entries.truncate(to: last)
    }
    arena.truncate(to: bytes)
  }

  /// Adds a link definition unless its label has one.
  mutating func define(_ definition: LinkDefinition, in text: MarkdownBytes) {
    let label = text.slice(definition.label.lowerBound, definition.label.upperBound)
    guard let index = add(label, isFootnote: false) else { return }
    (entries[index].destination, entries[index].destinationEnd) = store(text, definition.destination)
    if let title = definition.title { (entries[index].title, entries[index].titleEnd) = store(text, title) }
  }

  // MARK: Labels that are waited for

  /// Remembers from now on which labels are asked for that are none of the first `count` definitions.
  mutating func watch(from count: Int) { watched = count }

  /// What tells a definition from another.
  func key(_ index: Int) -> DefinitionKey {
    let entry = entries[index]
    var hasher = Hasher()
    hasher.combine(entry.titleEnd &- entry.title)
    let start = entry.node >= 0 ? 0 : entry.destination
    let end = entry.node >= 0 ? 0 : max(entry.destinationEnd, entry.titleEnd)
    let part = bytes.slice(start, end)
    unsafe hasher.combine(bytes: UnsafeRawBufferPointer(start: part.pointer, count: part.count))
    return DefinitionKey(hash: entry.hash, value: hasher.finalize())
  }

  /// Adds a footnote unless its label has one; returns its index.
  mutating func defineFootnote(_ label: MarkdownBytes, node: Int) -> Int? {
    guard let index = add(label, isFootnote: true) else { return nil }
    entries[index].node = node
    hasFootnotes = true
    return index
  }

  /// The definition of a label.
  mutating func index(of label: MarkdownBytes, isFootnote: Bool = false) -> Int? {
    guard let watched else { return find(label, isFootnote)?.index }
    guard let found = find(label, isFootnote) else { return nil }
    if found.index.map({ $0 >= watched }) ?? true { lookups.append(found.hash) }
    return found.index
  }

  /// The hash of a label, nil for one that is blank, and its definition.
  private mutating func find(_ label: MarkdownBytes, _ isFootnote: Bool) -> (hash: Int, index: Int?)? {
    if entries.isEmpty && watched == nil { return nil }
    let hash = normalise(label, isFootnote)
    if key.count <= 1 { return nil }
    if slots.isEmpty { return (hash, nil) }
    var slot = hash & (slots.count &- 1)
    while slots[slot] >= 0 {
      let index = Int(slots[slot])
      if entries[index].hash == hash && isKey(of: entries[index]) { return (hash, index) }
      slot = (slot &+ 1) & (slots.count &- 1)
    }
    return (hash, nil)
  }

  private mutating func store(_ text: MarkdownBytes, _ range: Range<Int>) -> (Int, Int) {
    let start = arena.count
    let part = text.slice(range.lowerBound, range.upperBound)
    unsafe arena.append(from: part.pointer, part.count)
    return (start, arena.count)
  }

  private mutating func add(_ label: MarkdownBytes, isFootnote: Bool) -> Int? {
    if entries.count &* 2 >= slots.count { grow() }
    if let found = find(label, isFootnote), found.index != nil { return nil }
    let hash = normalise(label, isFootnote)
    if key.count <= 1 { return nil }
    let start = arena.count
    unsafe arena.append(from: key.pointer, key.count)
    entries.append(Entry(hash: hash, key: start, keyCount: key.count))
    place(entries.count &- 1)
    return entries.count &- 1
  }

  private mutating func grow() {
    let count = max(64, slots.count &* 2)
    slots = FlatArray(capacity: count)
    for _ in 0..<count { slots.append(-1) }
    for index in 0..<entries.count { place(index) }
  }

  private mutating func place(_ index: Int) {
    var slot = entries[index].hash & (slots.count &- 1)
    while slots[slot] >= 0 { slot = (slot &+ 1) & (slots.count &- 1) }
    slots[slot] = Int32(truncatingIfNeeded: index)
  }

  private func isKey(of entry: Entry) -> Bool {
    if entry.keyCount != key.count { return false }
    for offset in 0..<key.count where arena[entry.key &+ offset] != key[offset] { return false }
    return true
  }

  /// Writes the label's normal form to `key` and returns its hash.
  ///
  /// The form: case folded, white space at the ends gone and elsewhere one space. A byte before it tells footnotes from
  /// links. The hash has a seed of the process, so that no document can make labels collide.
  private mutating func normalise(_ label: MarkdownBytes, _ isFootnote: Bool) -> Int {
    key.truncate(to: 0)
    key.append(isFootnote ? 1 : 2)
    var offset = label.afterWhiteSpace(0)
    while offset < label.count {
      let byte = label[offset]
      if ByteClass.isWhiteSpace(byte) {
        offset = label.afterWhiteSpace(offset)
        if offset < label.count { key.append(space) }
      } else if byte < 0x80 {
        key.append(byte &- 0x41 < 26 ? byte | 0x20 : byte)
        offset &+= 1
      } else {
        offset &+= fold(label, offset)
      }
    }
    var hasher = Hasher()
    unsafe hasher.combine(bytes: UnsafeRawBufferPointer(start: key.pointer, count: key.count))
    return hasher.finalize()
  }

  /// Writes what the scalar at `offset` folds to; returns how many bytes it has.
  private mutating func fold(_ label: MarkdownBytes, _ offset: Int) -> Int {
    var end = offset &+ 1
    while end < label.count && end &- offset < 4 && label[end] & 0xC0 == 0x80 { end &+= 1 }
    if let scalar = label.scalar(at: offset), let folded = CaseFoldTable.shared.folded(scalar) {
      for index in folded { key.append(CaseFoldTable.shared.byte(at: index)) }
    } else {
      for index in offset..<end { key.append(label[index]) }
    }
    return end &- offset
  }
}
