// One look at a growing document: what changed, what is settled, what may yet change, and the footnotes.

extension StreamPage where Sink: ~Copyable {
  /// Brings the page up to date with a parser that has read all there is and ended all blocks.
  mutating func look(_ parser: inout BlockParser, _ checkpoint: borrowing BlockCheckpoint, isWhole: Bool) {
    patches.truncate(to: 0)
    for index in 0..<staleFootnotes {
      patches.append(MarkdownPatch(index: index, isFootnote: true, operation: .remove))
    }
    staleFootnotes = 0
    restoreSettled()
    let defined = isWhole ? parser.references.entries.count : checkpoint.definitions
    parser.references.watch(from: defined)
    findDirty(parser, defined: defined)
    refresh(&parser)
    tell(&parser, checkpoint, isWhole)
    if !isTight && repeated > DocumentWalk.firstAllowance {
      isTight = true
      let first = firstChanged
      restoreSettled()
      (firstChanged, kept) = (first, 0)
      renumber(&parser)
      tell(&parser, checkpoint, isWhole)
    }
    tellFootnotes(&parser, checkpoint, isWhole)
    notePatches()
    compact()
    noteFinal(isWhole)
  }

  /// Tells what is settled and then the rest.
  private mutating func tell(
    _ parser: inout BlockParser, _ checkpoint: borrowing BlockCheckpoint, _ isWhole: Bool
  ) {
    cutLists(parser)
    let limit = isWhole ? parser.nodes.count : settledLimit(checkpoint, parser)
    parser.references.lookups.truncate(to: 0)
    advance(to: max(cursor, limit), isSettled: true, &parser, checkpoint.leafLines)
    if !chain.isEmpty { noteLookups(blocks.count &- 1, &parser) }
    keepSettled()
    page.isTrial = !isWhole
    advance(to: parser.nodes.count, isSettled: false, &parser, checkpoint.leafLines)
    page.isTrial = false
    parser.references.lookups.truncate(to: 0)
  }

  /// Up to which block no line can change anything but whether lists are loose.
  private func settledLimit(_ checkpoint: borrowing BlockCheckpoint, _ parser: borrowing BlockParser) -> Int {
    var limit = checkpoint.nodeCount
    if checkpoint.leaf >= 0 && checkpoint.leafKind != .table {
      limit = checkpoint.leafKind.isVerbatim ? checkpoint.leaf &+ 1 : checkpoint.leaf
    }
    let footnote = checkpoint.openFootnote
    return footnote < 0 ? limit : min(limit, footnote)
  }

  // MARK: Footnotes

  private mutating func tellFootnotes(
    _ parser: inout BlockParser, _ checkpoint: borrowing BlockCheckpoint, _ isWhole: Bool
  ) {
    let references = walk.footnotes.references.count
    let unsettled = references &- settled.references
    let isMoving = unsettled > 0 || checkpoint.openFootnote >= 0 || !tentative.isEmpty
    if !isMoving && !sawFootnotes && dirty.isEmpty && references == referencesBefore { return }
    // With the same references as before only footnotes that were open can differ.
    let isSteady = dirty.isEmpty && unsettled == 0 && unsettledBefore == 0 && references == referencesBefore
    sawFootnotes = isMoving || isWhole
    (referencesBefore, unsettledBefore) = (references, unsettled)
    if isSteady && !footnotesDepend { return tellOpenFootnotes(&parser, checkpoint) }
    tellAllFootnotes(&parser, checkpoint)
  }

  private mutating func tellAllFootnotes(_ parser: inout BlockParser, _ checkpoint: borrowing BlockCheckpoint) {
    walk.footnotes.truncate(to: referencesBefore)
    let before = footnotes.count
    let state = (walk.allowance, walk.leastAllowance, walk.repeated, walk.inlines.isCapped)
    walk.allowance = DocumentWalk.firstAllowance
    walk.footnotes.owner = blocks.count
    var index = 0
    while index < walk.footnotes.order.count {
      let entry = Int(walk.footnotes.order[index])
      if isValid(index, entry, parser) {
        walk.allowance &+= footnotes[index].gain
      } else {
        render(footnote: index, entry, before, &parser, checkpoint)
      }
      index &+= 1
    }
    footnotes.truncate(to: index)
    noteOpenFootnotes()
    while index < before {
      patches.append(MarkdownPatch(index: index, isFootnote: true, operation: .remove))
      index &+= 1
    }
    (walk.allowance, walk.leastAllowance, walk.repeated, walk.inlines.isCapped) = state
  }

  private mutating func noteOpenFootnotes() {
    openFootnotes.truncate(to: 0)
    footnotesDepend = false
    for index in 0..<footnotes.count {
      let piece = footnotes[index]
      if piece.isOpen { openFootnotes.append(Int32(truncatingIfNeeded: index)) }
      if piece.refers || piece.repeats { footnotesDepend = true }
    }
  }

  /// Renders the footnotes that were open at the last look; none of them refers to others or repeats a destination.
  private mutating func tellOpenFootnotes(_ parser: inout BlockParser, _ checkpoint: borrowing BlockCheckpoint) {
    let state = (walk.allowance, walk.leastAllowance, walk.repeated, walk.inlines.isCapped)
    var isSettled = true
    for place in 0..<openFootnotes.count {
      let index = Int(openFootnotes[place])
      walk.allowance = Self.plenty
      walk.footnotes.owner = blocks.count
      render(footnote: index, Int(walk.footnotes.order[index]), footnotes.count, &parser, checkpoint)
      let piece = footnotes[index]
      if piece.refers || piece.repeats { footnotesDepend = true }
      if !piece.isOpen { isSettled = false }
    }
    (walk.allowance, walk.leastAllowance, walk.repeated, walk.inlines.isCapped) = state
    // One that begins to refer to others or to repeat changes those after it.
    if footnotesDepend { return tellAllFootnotes(&parser, checkpoint) }
    if !isSettled { noteOpenFootnotes() }
  }

  /// Whether a footnote is as it was.
  private func isValid(_ index: Int, _ entry: Int, _ parser: borrowing BlockParser) -> Bool {
    if index >= footnotes.count { return false }
    let old = footnotes[index]
    if Int(old.entry) != entry || old.hash != parser.references.entries[entry].hash { return false }
    if old.isOpen || old.refers || old.repeats || old.uses != walk.footnotes.uses(of: entry) { return false }
    return old.block < blocks.count && blocks[old.block].stamp != stamp
  }

  private mutating func render(
    footnote index: Int, _ entry: Int, _ before: Int, _ parser: inout BlockParser,
    _ checkpoint: borrowing BlockCheckpoint
  ) {
    let start = aside.count
    let node = parser.references.entries[entry].node
    let block = block(of: node)
    let (references, repeated) = (walk.footnotes.references.count, walk.repeated)
    let allowance = walk.allowance
    walk.inlines.isCapped = false
    let uses = walk.footnotes.uses(of: entry)
    walk.walkFootnote(index, &parser, &aside)
    let piece = StreamFootnote(
      entry: Int32(truncatingIfNeeded: entry), hash: parser.references.entries[entry].hash, uses: uses, block: block,
      refers: walk.footnotes.references.count > references, repeats: walk.repeated > repeated || walk.inlines.isCapped,
      isCapped: walk.inlines.isCapped,
      isOpen: parser.nodes[node].flags.contains(.open) || node >= checkpoint.nodeCount,
      gain: walk.allowance &- allowance, start: start,
      count: aside.count &- start)
    if block < settled.blocks {
      for place in 0..<parser.references.lookups.count { waiting.add(parser.references.lookups[place], block: block) }
    }
    parser.references.lookups.truncate(to: 0)
    if index < footnotes.count { footnotes[index] = piece } else { footnotes.append(piece) }
    patches.append(MarkdownPatch(index: index, isFootnote: true, operation: index < before ? .replace : .append))
  }

  /// The top-level block that a node lies in.
  private func block(of node: Int) -> Int {
    var (low, high) = (0, blocks.count)
    while high &- low > 1 {
      let middle = (low &+ high) / 2
      if Int(blocks[middle].node) <= node { low = middle } else { high = middle }
    }
    return low
  }

  // MARK: What changed

  private mutating func notePatches() {
    for index in firstChanged..<max(firstChanged, blocks.count) {
      patches.append(
        MarkdownPatch(
          index: index, operation: index < blocksBefore ? .replace : .append, kept: index == firstChanged ? kept : 0))
    }
    for index in blocks.count..<max(blocks.count, blocksBefore) {
      patches.append(MarkdownPatch(index: index, operation: .remove))
    }
    blocksBefore = blocks.count
  }

  private mutating func noteFinal(_ isWhole: Bool) {
    while finalBlocks < blocks.count {
      let block = blocks[finalBlocks]
      if !isWhole && (!block.isClosed || block.waits && !isEager) { return }
      finalBytes &+= block.count
      finalBlocks &+= 1
    }
  }

  /// Bytes of the first block that is not final which can no longer change, though the block goes on.
  ///
  /// That is what is settled of a block that waits for nothing, unless something in it says later how it looks from its
  /// beginning, as items of a list do.
  var finalPart: Int {
    guard let last = settled.last, finalBlocks == settled.blocks &- 1, !last.isClosed, !last.waits else { return 0 }
    for depth in 0..<settledChain.count {
      let kind = settledChain[depth].kind
      if kind == .list || kind == .table && !Sink.keepsRows { return 0 }
    }
    return settled.output &- last.start
  }
}
