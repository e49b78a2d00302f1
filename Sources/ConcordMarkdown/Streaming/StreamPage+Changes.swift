// What late definitions change: blocks that waited for a label, numbers of footnotes, what references may repeat.

extension StreamPage where Sink: ~Copyable {
  /// Finds the blocks that ask for a label whose definition is not what it was at the last look.
  mutating func findDirty(_ parser: borrowing BlockParser, defined: Int) {
    stamp &+= 1
    dirty.truncate(to: 0)
    for index in definedBefore..<max(definedBefore, parser.references.entries.count) {
      let key = parser.references.key(index)
      let place = index &- definedBefore
      let isSame = place < tentative.count && tentative[place] == key
      if !isSame && place < tentative.count { waiting.take(tentative[place].hash, into: &dirty) }
      // What is defined for good is no longer waited for.
      if !isSame || index < defined { waiting.take(key.hash, into: &dirty) }
    }
    var place = parser.references.entries.count &- definedBefore
    while place < tentative.count {
      waiting.take(tentative[place].hash, into: &dirty)
      place &+= 1
    }
    tentative.truncate(to: 0)
    for index in defined..<max(defined, parser.references.entries.count) {
      tentative.append(parser.references.key(index))
    }
    definedBefore = defined
    if isEager { forgetFinal() }
    for place in 0..<dirty.count where Int(dirty[place]) < blocks.count { blocks[Int(dirty[place])].stamp = stamp }
  }

  /// What is final stays, whatever is defined later.
  private mutating func forgetFinal() {
    var count = 0
    for place in 0..<dirty.count where Int(dirty[place]) >= finalBlocks {
      dirty[count] = dirty[place]
      count &+= 1
    }
    dirty.truncate(to: count)
  }

  /// Renders again what the dirty blocks change.
  mutating func refresh(_ parser: inout BlockParser) {
    if dirty.isEmpty { return }
    if !chain.isEmpty && blocks[blocks.count &- 1].stamp == stamp { cut(to: 0) }
    let finished = chain.isEmpty ? blocks.count : blocks.count &- 1
    if isTight || parser.references.hasFootnotes { return renumber(&parser) }
    let state = (walk.allowance, walk.leastAllowance, walk.repeated, walk.inlines.isCapped)
    for place in 0..<dirty.count {
      let index = Int(dirty[place])
      // One that was rendered already has its stamp taken off.
      if index >= finished || blocks[index].stamp != stamp { continue }
      blocks[index].stamp = 0
      walk.allowance = Self.plenty
      render(index, &parser)
    }
    (walk.allowance, walk.leastAllowance, walk.repeated, walk.inlines.isCapped) = state
  }

  /// Renders blocks again that are dirty, whose references change their numbers, or that may repeat more or less.
  ///
  /// O(references after the first dirty block) and what is rendered; once allowances are exact, O(blocks).
  mutating func renumber(_ parser: inout BlockParser) {
    cut(to: 0)
    var order: [Int] = []
    for place in 0..<dirty.count where Int(dirty[place]) < blocks.count { order.append(Int(dirty[place])) }
    if isTight { order = Array(0..<blocks.count) } else { order.sort() }
    guard let first = order.first else {
      walk.allowance = isTight ? DocumentWalk.firstAllowance : Self.plenty
      return
    }
    let base = walk.footnotes.firstReference(of: first)
    oldReferences.truncate(to: 0)
    for place in base..<walk.footnotes.references.count { oldReferences.append(walk.footnotes.references[place]) }
    walk.footnotes.truncate(to: base)
    walk.allowance = DocumentWalk.firstAllowance
    var (old, next) = (0, 0)
    while old < oldReferences.count || next < order.count {
      let owner = old < oldReferences.count ? Int(oldReferences[old].owner) : Int.max
      let index = min(owner, next < order.count ? order[next] : Int.max)
      let from = old
      while old < oldReferences.count && Int(oldReferences[old].owner) == index { old &+= 1 }
      while next < order.count && order[next] == index { next &+= 1 }
      renumber(index, from, old, &parser)
    }
    if !isTight { walk.allowance = Self.plenty }
  }

  /// Renders a block again unless its old references and its allowance leave it as it is.
  private mutating func renumber(_ index: Int, _ first: Int, _ last: Int, _ parser: inout BlockParser) {
    let block = blocks[index]
    let before = walk.footnotes.references.count
    let running = walk.allowance
    var isSame = block.stamp != stamp
    if isTight && isSame { isSame = block.isCapped ? block.allowance == running : block.need <= running }
    walk.footnotes.owner = index
    if isSame { isSame = repeatReferences(first, last) }
    if !isSame {
      walk.footnotes.truncate(to: before)
      walk.allowance = isTight ? running : Self.plenty
      render(index, &parser)
    }
    if isTight {
      blocks[index].allowance = running
      walk.allowance = running &+ blocks[index].gain
    }
  }

  /// Notes old references again; returns whether they have the numbers that they had.
  private mutating func repeatReferences(_ first: Int, _ last: Int) -> Bool {
    for place in first..<last {
      let old = oldReferences[place]
      if walk.footnotes.refer(to: Int(old.entry)) != old { return false }
    }
    return true
  }

  /// Renders a finished block again.
  private mutating func render(_ index: Int, _ parser: inout BlockParser) {
    let block = blocks[index]
    let start = aside.count
    aside.followsText = block.followsText
    (blocks[index].allowance, blocks[index].repeated) = (walk.allowance, walk.repeated)
    walk.leastAllowance = walk.allowance
    walk.inlines.isCapped = false
    blocks[index].waits = false
    walk.walk(Int(block.node), max(Int(block.node) &+ 1, Int(parser.nodes[Int(block.node)].end)), &parser, &aside)
    complete(index)
    noteLookups(index, &parser)
    repeatedBefore &+= blocks[index].repeated &- block.repeated
    let count = aside.count &- start
    if aside.slice(start, count).isEqual(content(block)) { return aside.truncate(to: start) }
    (blocks[index].isAside, blocks[index].start, blocks[index].count) = (true, start, count)
    if index < firstChanged { patches.append(MarkdownPatch(index: index, operation: .replace)) }
  }

  /// What a block shows, until the next change.
  func content(_ block: StreamBlock) -> MarkdownBytes {
    block.isAside ? aside.slice(block.start, block.count) : page.slice(block.start, block.count)
  }

  /// What a footnote shows, until the next change.
  func content(_ footnote: StreamFootnote) -> MarkdownBytes { aside.slice(footnote.start, footnote.count) }

  /// Drops what was made aside and is no longer part of the page, when that is most of it.
  mutating func compact() {
    if aside.count < 65_536 || aside.count < 2 &* asideFloor { return }
    var buffer = FlatArray<UInt8>(capacity: 65_536)
    for index in 0..<blocks.count where blocks[index].isAside {
      let start = buffer.count
      buffer.append(content(blocks[index]))
      blocks[index].start = start
    }
    for index in 0..<footnotes.count {
      let start = buffer.count
      buffer.append(content(footnotes[index]))
      footnotes[index].start = start
    }
    aside.replaceOutput(with: &buffer)
    asideFloor = max(32_768, aside.count)
  }
}

extension FlatArray<UInt8> {
  /// Adds bytes of a text.
  mutating func append(_ part: MarkdownBytes) { unsafe append(from: part.pointer, part.count) }
}

extension BlockKind {
  /// Whether its lines are shown as they are.
  @inline(__always)
  var isVerbatim: Bool { self == .indentedCode || self == .fencedCode || self == .html }
}
