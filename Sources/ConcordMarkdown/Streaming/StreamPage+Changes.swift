// What late definitions change: blocks that waited for a label, numbers of footnotes, what references may repeat.

extension StreamPage {
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
    for place in 0..<dirty.count where Int(dirty[place]) < blocks.count { blocks[Int(dirty[place])].stamp = stamp }
  }

  /// Renders again what the dirty blocks change.
  mutating func refresh(_ parser: inout BlockParser) {
    if dirty.isEmpty { return }
    if !chain.isEmpty && blocks[blocks.count &- 1].stamp == stamp { cut(to: 0) }
    let finished = chain.isEmpty ? blocks.count : blocks.count &- 1
    if isTight || parser.references.hasFootnotes {
      var first = finished
      for place in 0..<dirty.count { first = min(first, Int(dirty[place])) }
      if isTight { first = 0 }
      if first < finished { renumber(from: first, &parser) }
      return
    }
    let state = (walk.allowance, walk.leastAllowance, walk.repeated, walk.inlines.isCapped)
    for place in 0..<dirty.count {
      let index = Int(dirty[place])
      // One that was rendered already has its stamp taken off.
      if index >= finished || blocks[index].stamp != stamp { continue }
      blocks[index].stamp = 0
      blocks[index].firstReference = walk.footnotes.references.count
      walk.allowance = Self.plenty
      render(index, &parser)
    }
    (walk.allowance, walk.leastAllowance, walk.repeated, walk.inlines.isCapped) = state
  }

  /// Goes over all finished blocks from one on, and renders those again whose references changed their numbers, or that
  /// may repeat more or less than before.
  mutating func renumber(from first: Int, _ parser: inout BlockParser) {
    cut(to: 0)
    let base = first < blocks.count ? blocks[first].firstReference : walk.footnotes.references.count
    oldReferences.truncate(to: 0)
    for place in base..<max(base, walk.footnotes.references.count) {
      oldReferences.append(walk.footnotes.references[place])
    }
    walk.footnotes.truncate(to: base)
    var running = DocumentWalk.firstAllowance
    for index in first..<max(first, blocks.count) {
      let block = blocks[index]
      let before = walk.footnotes.references.count
      var isSame = block.stamp != stamp
      if isTight && isSame { isSame = block.isCapped ? block.allowance == running : block.need <= running }
      if isSame { isSame = repeatReferences(block.firstReference &- base, block.referenceCount) }
      blocks[index].firstReference = before
      if !isSame {
        walk.footnotes.truncate(to: before)
        walk.allowance = isTight ? running : Self.plenty
        render(index, &parser)
      }
      if isTight {
        blocks[index].allowance = running
        running &+= blocks[index].gain
      }
    }
    walk.allowance = isTight ? running : Self.plenty
  }

  /// Notes old references again; returns whether they have the numbers that they had.
  private mutating func repeatReferences(_ first: Int, _ count: Int) -> Bool {
    for place in 0..<count {
      let old = oldReferences[first &+ place]
      if walk.footnotes.refer(to: Int(old.entry)) != old { return false }
    }
    return true
  }

  /// Renders a finished block again.
  private mutating func render(_ index: Int, _ parser: inout BlockParser) {
    let block = blocks[index]
    let start = aside.output.count
    (blocks[index].allowance, blocks[index].repeated) = (walk.allowance, walk.repeated)
    walk.leastAllowance = walk.allowance
    walk.inlines.isCapped = false
    blocks[index].waits = false
    walk.walk(Int(block.node), max(Int(block.node) &+ 1, Int(parser.nodes[Int(block.node)].end)), &parser, &aside)
    complete(index)
    noteLookups(index, &parser)
    repeatedBefore &+= blocks[index].repeated &- block.repeated
    let count = aside.output.count &- start
    if aside.output.slice(start, count).isEqual(html(block)) { return aside.output.truncate(to: start) }
    (blocks[index].isAside, blocks[index].start, blocks[index].count) = (true, start, count)
    if index < firstChanged { patches.append(MarkdownPatch(index: index, operation: .replace)) }
  }

  /// The HTML of a block, until the next change.
  func html(_ block: StreamBlock) -> MarkdownBytes {
    block.isAside ? aside.output.slice(block.start, block.count) : page.output.slice(block.start, block.count)
  }

  /// Drops what was made aside and is no longer part of the page, when that is most of it.
  mutating func compact() {
    if aside.output.count < 65_536 || aside.output.count < 2 &* asideFloor { return }
    var buffer = HTMLBuffer(capacity: 65_536)
    for index in 0..<blocks.count where blocks[index].isAside {
      let start = buffer.count
      buffer.append(html(blocks[index]))
      blocks[index].start = start
    }
    for index in 0..<footnotes.count {
      let start = buffer.count
      buffer.append(aside.output.slice(footnotes[index].start, footnotes[index].count))
      footnotes[index].start = start
    }
    aside.output.replace(with: &buffer)
    asideFloor = max(32_768, aside.output.count)
  }
}

extension BlockKind {
  /// Whether its lines are shown as they are.
  @inline(__always)
  var isVerbatim: Bool { self == .indentedCode || self == .fencedCode || self == .html }
}
