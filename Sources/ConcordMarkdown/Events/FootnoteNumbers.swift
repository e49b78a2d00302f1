// Which number a footnote has on the page, and how often the page referred to it so far.

/// Footnotes in the order in which a page refers to them, with a record of all references that can be taken back.
struct FootnoteNumbers: ~Copyable {
  /// A reference: its definition, the number of the footnote, and which reference to it this is, both from 1.
  struct Reference: BitwiseCopyable, Equatable {
    var entry: Int32
    var number: Int32
    var use: Int32
    /// Which part of the page refers, where parts are told apart.
    var owner: Int32
  }

  /// For each definition its number and its uses, both 0 for none.
  struct Count: BitwiseCopyable {
    var number: Int32 = 0
    var uses: Int32 = 0
  }

  private var counts = FlatArray<Count>()
  /// The definitions of the footnotes, by number.
  private(set) var order = FlatArray<Int32>()
  /// All references, in the order of the walk.
  private(set) var references = FlatArray<Reference>()

  /// The part of the page that is walked over.
  var owner = 0

  init() {}

  /// How often a definition was referred to.
  func uses(of entry: Int) -> Int { entry < counts.count ? Int(counts[entry].uses) : 0 }

  /// The number of a definition, 0 for none.
  func number(of entry: Int) -> Int { entry < counts.count ? Int(counts[entry].number) : 0 }

  /// Notes a reference; a footnote gets its number with the first.
  @discardableResult
  mutating func refer(to entry: Int) -> Reference {
    while counts.count <= entry { counts.append(Count()) }
    if counts[entry].number == 0 {
      order.append(Int32(truncatingIfNeeded: entry))
      counts[entry].number = Int32(truncatingIfNeeded: order.count)
    }
    counts[entry].uses &+= 1
    let reference = Reference(
      entry: Int32(truncatingIfNeeded: entry), number: counts[entry].number, use: counts[entry].uses,
      owner: Int32(truncatingIfNeeded: owner))
    references.append(reference)
    return reference
  }

  /// The first reference of a part or of one after it, if parts refer in order.
  func firstReference(of part: Int) -> Int {
    var (low, high) = (0, references.count)
    while low < high {
      let middle = (low &+ high) / 2
      if Int(references[middle].owner) < part { low = middle &+ 1 } else { high = middle }
    }
    return low
  }

  /// Takes back all but the first references.
  mutating func truncate(to count: Int) {
    while references.count > count, let last = references.last {
      let entry = Int(last.entry)
      counts[entry].uses &-= 1
      if counts[entry].uses == 0 {
        counts[entry].number = 0
        order.truncate(to: order.count &- 1)
      }
      references.truncate(to: references.count &- 1)
    }
  }
}
