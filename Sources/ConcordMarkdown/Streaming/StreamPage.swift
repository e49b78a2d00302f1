// The page of a growing document: what can no longer change is kept, the rest is made anew.

/// A top-level block of the page.
struct StreamBlock: BitwiseCopyable {
  /// Its node.
  var node: Int32
  /// Whether it is among what was made again, and whether a look is complete: no line can change it any more.
  var isAside = false
  /// Whether it is set apart from a block before it.
  var followsText = false
  var isClosed = false
  /// Whether it asked for a label that is not defined for good.
  var waits = false
  /// Whether a reference was left as text, for the allowance was used up.
  var isCapped = false
  /// The last look at which it was found to change.
  var stamp: Int32 = 0
  var start = 0
  var count = 0
  /// The allowance before it, what of that it needs to be complete, what it adds, and what it repeats.
  var allowance = 0
  var need = 0
  var gain = 0
  var repeated = 0
}

/// A footnote of the page.
struct StreamFootnote: BitwiseCopyable {
  var entry: Int32
  var hash: Int
  var uses: Int
  /// The top-level block that it is defined in.
  var block: Int
  /// Whether it refers to footnotes; whether a line may yet change it.
  var refers: Bool
  /// Whether it repeats a destination, which depends on what others repeat.
  var repeats: Bool
  /// Whether a reference was left as text, for the allowance was used up.
  var isCapped: Bool
  var isOpen: Bool
  /// What it adds to the allowance.
  var gain: Int
  var start: Int
  var count: Int
}

/// A block that was entered and not left, with the state of the walk before it.
struct EnteredBlock<Mark: BitwiseCopyable>: BitwiseCopyable {
  var node: Int
  var kind: BlockKind
  /// What it was told as, if it is a list or an item.
  var shape: Int
  var mark: Mark
  var references: Int
  var allowance: Int
  var repeated: Int
}

/// The page of a growing document.
///
/// The walk goes as far as no line can change: over closed blocks, whole rows of an open table and whole lines of open
/// code. Its state there is kept; from there it goes on to the end of the text, and that is taken back before the next
/// piece. Blocks that waited for a label are rendered again, to the side.
struct StreamPage<Sink: StreamSink & ~Copyable>: ~Copyable {
  /// The page in the order of the text, and what was made again or is a footnote.
  var page: Sink
  var aside: Sink
  var walk: DocumentWalk
  var blocks = FlatArray<StreamBlock>()
  var footnotes = FlatArray<StreamFootnote>()
  var waiting = WaitingLabels()
  /// The blocks that are entered, from the outer to the inner.
  var chain = FlatArray<EnteredBlock<Sink.Mark>>()
  /// The next block to enter, and how many lines of the innermost were told.
  var cursor = 1
  var toldLines = 0

  /// The state after what no line can change.
  struct Settled: BitwiseCopyable {
    var cursor = 1
    var toldLines = 0
    var output = 0
    var references = 0
    var allowance = 0
    var leastAllowance = 0
    var repeated = 0
    var isCapped = false
    var blocks = 0
    var last: StreamBlock?
  }

  var settled = Settled()
  var settledChain = FlatArray<EnteredBlock<Sink.Mark>>()
  /// Whether the references could repeat too much; from then on allowances are exact.
  var isTight = false
  /// What the references of the finished blocks repeat.
  var repeatedBefore = 0
  static var plenty: Int { 1 << 40 }

  var stamp: Int32 = 0
  var dirty = FlatArray<Int32>()
  var oldReferences = FlatArray<FootnoteNumbers.Reference>()
  /// The tentative definitions of the last look, and how many were defined for good.
  var tentative = FlatArray<DefinitionKey>()
  var definedBefore = 0
  /// What tells whether the footnotes may have changed.
  var sawFootnotes = false
  var referencesBefore = 0
  var unsettledBefore = 0
  /// The footnotes that were open, and whether any refers to others or repeats a destination.
  var openFootnotes = FlatArray<Int32>()
  var footnotesDepend = false
  var restartStamp: Int32 = 0

  var patches = FlatArray<MarkdownPatch>()
  var blocksBefore = 0
  /// Footnotes of the page as it seemed before the document began elsewhere, which are to be taken back.
  var staleFootnotes = 0
  /// The first block that may differ from the last look, and how much of its HTML is kept.
  var firstChanged = 0
  var kept = 0
  var finalBlocks = 0
  var finalBytes = 0
  /// Whether a finished block is final though it waits for labels.
  let isEager: Bool
  /// How much of what was made aside was part of the page when that was last looked at.
  var asideFloor = 32_768

  /// What the references of the page repeat.
  var repeated: Int {
    var sum = repeatedBefore
    var index = blocks.count &- 1
    while index >= 0 && !blocks[index].isClosed {
      sum &+= blocks[index].repeated
      index &-= 1
    }
    return sum
  }

  init(_ options: Sink.Options, _ extensions: MarkdownExtensions, isEager: Bool) {
    self.isEager = isEager
    page = Sink(options)
    aside = Sink(options)
    walk = DocumentWalk(extensions: extensions)
    walk.allowance = Self.plenty
    keepSettled()
  }

  // MARK: What is settled

  /// Forgets what was told of what lines may change.
  mutating func restoreSettled() {
    (cursor, toldLines) = (settled.cursor, settled.toldLines)
    page.restore()
    walk.footnotes.truncate(to: settled.references)
    (walk.allowance, walk.leastAllowance, walk.repeated) = (settled.allowance, settled.leastAllowance, settled.repeated)
    walk.inlines.isCapped = settled.isCapped
    blocks.truncate(to: settled.blocks)
    if let last = settled.last { blocks[blocks.count &- 1] = last }
    chain.truncate(to: 0)
    for index in 0..<settledChain.count { chain.append(settledChain[index]) }
    walk.footnotes.owner = blocks.count &- 1
    firstChanged = chain.isEmpty ? blocks.count : blocks.count &- 1
    kept = chain.isEmpty ? 0 : page.count &- blocks[firstChanged].start
  }

  mutating func keepSettled() {
    page.keep()
    settled = Settled(
      cursor: cursor, toldLines: toldLines, output: page.count, references: walk.footnotes.references.count,
      allowance: walk.allowance, leastAllowance: walk.leastAllowance, repeated: walk.repeated,
      isCapped: walk.inlines.isCapped, blocks: blocks.count, last: blocks.last)
    settledChain.truncate(to: 0)
    for index in 0..<chain.count { settledChain.append(chain[index]) }
  }

  /// Goes back to before one of the blocks that are entered.
  mutating func cut(to depth: Int) {
    if depth >= chain.count { return }
    let entered = chain[depth]
    cursor = entered.node
    toldLines = 0
    page.cut(to: entered.mark)
    walk.footnotes.truncate(to: entered.references)
    (walk.allowance, walk.repeated) = (entered.allowance, entered.repeated)
    chain.truncate(to: depth)
    if depth == 0 {
      restartStamp = blocks[blocks.count &- 1].stamp
      blocks.truncate(to: blocks.count &- 1)
      kept = 0
    } else {
      kept = min(kept, page.count &- blocks[blocks.count &- 1].start)
    }
  }

  /// Goes back to before the first list or item that is no longer what it was told as, such as loose.
  mutating func cutLists(_ parser: borrowing BlockParser) {
    for depth in 0..<chain.count where chain[depth].kind == .list || chain[depth].kind == .item {
      if Sink.shape(of: parser.nodes[chain[depth].node]) != chain[depth].shape { return cut(to: depth) }
    }
  }

  /// Writes what was left unwritten of the last block.
  mutating func writePostponed() {
    if !page.isPostponed { return }
    page.writePostponed()
    let last = blocks.count &- 1
    blocks[last].count = page.count &- blocks[last].start
  }

  // MARK: The walk

  /// Tells the blocks up to one; in a settled walk open ones are not left.
  mutating func advance(to limit: Int, isSettled: Bool, _ parser: inout BlockParser, _ leafLines: Int) {
    tellLines(isSettled, parser, leafLines)
    while cursor < limit {
      leave(at: cursor, isSettled, &parser)
      let node = parser.nodes[cursor]
      if chain.isEmpty { begin(cursor) }
      if node.kind == .definitions || node.kind == .footnoteDefinition {
        let next = node.kind == .definitions ? cursor &+ 1 : Int(node.end)
        if chain.isEmpty { end(isSettled, &parser) }
        cursor = next
        continue
      }
      chain.append(
        EnteredBlock(
          node: cursor, kind: node.kind, shape: node.kind == .list || node.kind == .item ? Sink.shape(of: node) : 0,
          mark: page.mark,
          references: walk.footnotes.references.count, allowance: walk.allowance, repeated: walk.repeated))
      toldLines = 0
      let event = DocumentWalk.event(cursor, node, parser)
      page.enter(event)
      cursor &+= 1
      if node.kind.isVerbatim {
        tellLines(isSettled, parser, leafLines)
      } else {
        walk.content(event, &parser, &page)
      }
    }
    leave(at: limit, isSettled, &parser)
  }

  private mutating func tellLines(_ isSettled: Bool, _ parser: borrowing BlockParser, _ leafLines: Int) {
    guard let top = chain.last else { return }
    let node = parser.nodes[top.node]
    if !node.kind.isVerbatim { return }
    let count = isSettled && node.flags.contains(.open) ? leafLines : Int(node.lineCount)
    if count <= toldLines { return }
    walk.lines(toldLines, count, DocumentWalk.event(top.node, node, parser), parser, &page)
    toldLines = count
  }

  private mutating func leave(at index: Int, _ isSettled: Bool, _ parser: inout BlockParser) {
    while let top = chain.last {
      let node = parser.nodes[top.node]
      if Int(node.end) > index || isSettled && node.flags.contains(.open) { return }
      page.leave(DocumentWalk.event(top.node, node, parser))
      chain.truncate(to: chain.count &- 1)
      if chain.isEmpty { end(isSettled, &parser) }
    }
  }

  private mutating func begin(_ node: Int) {
    writePostponed()
    var block = StreamBlock(
      node: Int32(truncatingIfNeeded: node), followsText: page.followsText, start: page.count)
    walk.footnotes.owner = blocks.count
    (block.allowance, block.repeated) = (walk.allowance, walk.repeated)
    block.stamp = restartStamp
    restartStamp = 0
    walk.leastAllowance = walk.allowance
    walk.inlines.isCapped = false
    blocks.append(block)
  }

  private mutating func end(_ isSettled: Bool, _ parser: inout BlockParser) {
    let index = blocks.count &- 1
    if isSettled { noteLookups(index, &parser) }
    blocks[index].count = page.count &- blocks[index].start
    complete(index)
    if !isSettled { return }
    blocks[index].isClosed = true
    repeatedBefore &+= blocks[index].repeated
  }

  /// Says what a block that was told took of the allowance.
  mutating func complete(_ index: Int) {
    let block = blocks[index]
    blocks[index].need = block.allowance &- walk.leastAllowance
    blocks[index].gain = walk.allowance &- block.allowance
    blocks[index].repeated = walk.repeated &- block.repeated
    blocks[index].isCapped = walk.inlines.isCapped
  }

  /// Notes the labels that were asked for since the last time.
  mutating func noteLookups(_ index: Int, _ parser: inout BlockParser) {
    for place in 0..<parser.references.lookups.count { waiting.add(parser.references.lookups[place], block: index) }
    if !parser.references.lookups.isEmpty { blocks[index].waits = true }
    parser.references.lookups.truncate(to: 0)
  }
}
