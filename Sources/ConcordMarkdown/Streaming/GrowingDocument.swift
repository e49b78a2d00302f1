// A document that arrives in pieces: what is read of it for good, what on trial, and how much of its page was handed out.

import ConcordBytes

/// A Markdown document that grows, with its page in one form.
struct GrowingDocument<Sink: StreamSink & ~Copyable>: ~Copyable {
  let extensions: MarkdownExtensions
  private(set) var options: Sink.Options
  /// Whether what is finished is final though it waits for labels; then lines are looked at one by one, so that it does not
  /// depend on the pieces which labels were known.
  let isEager: Bool
  /// All bytes so far, and how many of them are taken in.
  private(set) var source = FlatArray<UInt8>(capacity: 4096, movesPages: true)
  private(set) var taken = 0
  private var parser: BlockParser
  private var checkpoint = BlockCheckpoint()
  private(set) var page: StreamPage<Sink>
  /// The first byte that is not read for good.
  private var position = 0
  /// Where the document begins.
  private var start = DocumentStart()
  private var isFinished = false
  /// Whether all there will ever be is taken in.
  private(set) var isWhole = false
  /// How many blocks were handed out, and how many bytes of the one after them.
  private var givenBlocks = 0
  private var givenPart = 0
  private var gaveFootnotes = false
  /// How many lines were handed out of a page for a terminal.
  private(set) var givenLines = 0

  init(_ extensions: MarkdownExtensions, _ options: Sink.Options, isEager: Bool) {
    (self.extensions, self.options, self.isEager) = (extensions, options, isEager)
    page = StreamPage(options, extensions, isEager: isEager)
    parser = unsafe BlockParser(MarkdownBytes(source.pointer, count: 0), extensions: extensions)
    begin()
  }

  private mutating func begin() {
    parser.isGrowing = true
    checkpoint.keep(&parser)
    parser.close()
  }

  // MARK: Reading

  /// Adds bytes, which are not taken in yet.
  mutating func add(_ bytes: ByteView) throws(MarkdownError) {
    let count = source.count + bytes.count
    if count > BlockParser.sizeLimit { throw .tooLarge(count: count, limit: BlockParser.sizeLimit) }
    if let base = unsafe bytes.bytes.baseAddress { unsafe source.append(from: base, bytes.count) }
  }

  /// The same for bytes in an array.
  mutating func add(_ bytes: [UInt8]) throws(MarkdownError) {
    try bytes.withView { (view) throws(MarkdownError) in try add(view) }
  }

  /// Says that nothing is added any more.
  mutating func finish() { isFinished = true }

  /// Whether there is something to be taken in.
  var hasMore: Bool { taken < source.count || isFinished && !isWhole }

  /// How many bytes are not taken in.
  var waitingBytes: Int { source.count &- taken }

  /// Takes in some bytes, and the end when it is reached.
  mutating func read(_ limit: Int) {
    taken = min(source.count, taken &+ limit)
    isWhole = isFinished && taken == source.count
    update()
  }

  /// Takes in steps as long as there is time, one at least; returns whether all is taken in.
  mutating func read(while hasTime: () -> Bool) -> Bool {
    while hasMore {
      read(TerminalStream.step)
      if hasMore && !hasTime() { return false }
    }
    return true
  }

  /// Takes in steps for some time, one at least; returns whether all is taken in.
  mutating func read(for time: Duration) -> Bool {
    let end = ContinuousClock.now + time
    return read { ContinuousClock.now < end }
  }

  /// Makes the page anew in another way, from what is taken in again.
  mutating func restart(_ options: Sink.Options) {
    self.options = options
    parser = unsafe BlockParser(MarkdownBytes(source.pointer, count: 0), extensions: extensions)
    checkpoint = BlockCheckpoint()
    page = StreamPage(options, extensions, isEager: isEager)
    start = DocumentStart()
    (taken, position, isWhole) = (0, 0, false)
    begin()
  }

  private mutating func update() {
    parser.bytes = unsafe MarkdownBytes(source.pointer, count: taken)
    checkpoint.restore(&parser)
    findStart()
    if isEager { readLines() }
    let end = isWhole ? taken : wholeLines()
    parser.read(from: position, to: end)
    position = max(position, end)
    if !isWhole {
      checkpoint.keep(&parser)
      parser.read(from: position, to: taken)
    }
    parser.close()
    page.look(&parser, checkpoint, isWhole: isWhole)
  }

  /// Looks at the page after each whole line.
  private mutating func readLines() {
    let end = wholeLines()
    while position < end {
      var next = position
      while next < end && source[next] != 0x0A && source[next] != 0x0D { next &+= 1 }
      next &+= next &+ 1 < end && source[next] == 0x0D && source[next &+ 1] == 0x0A ? 2 : 1
      parser.read(from: position, to: next)
      position = next
      checkpoint.keep(&parser)
      parser.close()
      page.look(&parser, checkpoint, isWhole: false)
      checkpoint.restore(&parser)
    }
  }

  /// After the last line break; a carriage return at the end may be half of one.
  private func wholeLines() -> Int {
    var end = taken
    if end > position && source[end &- 1] == 0x0D { end &-= 1 }
    while end > position && source[end &- 1] != 0x0A && source[end &- 1] != 0x0D { end &-= 1 }
    return end
  }

  /// Reads all again if the document begins elsewhere than it seemed.
  private mutating func findStart() {
    if !start.isOpen { return }
    let before = start.offset
    start.look(at: parser.bytes, readsFrontMatter: extensions.contains(.frontMatter), isWhole: isWhole)
    if start.offset == before { return }
    parser = BlockParser(parser.bytes, extensions: extensions)
    parser.isGrowing = true
    position = start.offset
    let (blocks, footnotes) = (page.blocksBefore, page.footnotes.count)
    page = StreamPage(options, extensions, isEager: isEager)
    page.blocksBefore = blocks
    page.staleFootnotes = footnotes
  }

  /// Whether something was left out, because a small document would have made a page without bounds; O(blocks).
  var isCapped: Bool {
    if parser.isCapped { return true }
    for index in 0..<page.blocks.count where page.blocks[index].isCapped { return true }
    for index in 0..<page.footnotes.count where page.footnotes[index].isCapped { return true }
    return false
  }

  // MARK: The page

  /// How many top-level blocks can no longer change, and how many bytes those have.
  var finalPrefix: (blocks: Int, bytes: Int) { start.isOpen ? (0, 0) : (page.finalBlocks, page.finalBytes) }

  /// Whether the page is as far as what was handed out; not so for a while after it was begun anew.
  var hasGiven: Bool { page.finalBlocks >= givenBlocks }

  /// All of the page, of which nothing may be left unwritten; O(page).
  var content: FlatArray<UInt8> {
    var bytes = FlatArray<UInt8>(capacity: page.page.count)
    for index in 0..<page.blocks.count { bytes.append(page.content(page.blocks[index])) }
    appendFootnotes(&bytes)
    return bytes
  }

  /// Line feeds of each block, and of all footnotes if there are any.
  mutating func heights() -> [Int] {
    page.writePostponed()
    var heights = (0..<page.blocks.count).map { page.content(page.blocks[$0]).lineFeeds }
    if page.footnotes.isEmpty { return heights }
    var foot = FlatArray<UInt8>()
    appendFootnotes(&foot)
    heights.append(unsafe MarkdownBytes(foot.pointer, count: foot.count).lineFeeds)
    return heights
  }

  private func appendFootnotes(_ bytes: inout FlatArray<UInt8>) {
    if page.footnotes.isEmpty { return }
    page.page.footnotesHead(options, followsText: page.page.count > 0, into: &bytes)
    for index in 0..<page.footnotes.count { bytes.append(page.content(page.footnotes[index])) }
    bytes.append(Sink.footnotesEnd)
  }

  /// Hands out what became final since the last time; with `parts` also what is final of a block that goes on.
  ///
  /// O(what is handed out). All that is handed out is the page once nothing is added any more.
  mutating func takeFinal(parts: Bool) -> [UInt8] {
    if start.isOpen { return [] }
    var foot = FlatArray<UInt8>()
    if isWhole && !gaveFootnotes {
      gaveFootnotes = true
      appendFootnotes(&foot)
    }
    var (blocks, part, count) = (givenBlocks, givenPart, foot.count)
    while blocks < page.finalBlocks {
      count &+= page.blocks[blocks].count &- part
      (blocks, part) = (blocks &+ 1, 0)
    }
    let end = parts && blocks == page.finalBlocks ? max(part, page.finalPart) : part
    count &+= end &- part
    // All of a document may become final at once, so it is copied but once.
    return unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      var target = unsafe FinalBytes(buffer)
      copyFinal(foot, upTo: end, &target)
      filled = target.count
      givenLines += target.lines
    }
  }

  private mutating func copyFinal(_ foot: borrowing FlatArray<UInt8>, upTo end: Int, _ target: inout FinalBytes) {
    while givenBlocks < page.finalBlocks {
      let block = page.blocks[givenBlocks]
      target.append(page.content(block).slice(givenPart, block.count))
      (givenBlocks, givenPart) = (givenBlocks &+ 1, 0)
    }
    target.append(unsafe MarkdownBytes(foot.pointer, count: foot.count))
    if end <= givenPart { return }
    target.append(page.content(page.blocks[givenBlocks]).slice(givenPart, end))
    givenPart = end
  }

  /// The last lines of what was not handed out; O(their bytes and the footnotes).
  mutating func tail(lines: Int) -> FlatArray<UInt8> {
    var bytes = FlatArray<UInt8>()
    if lines <= 0 || !hasGiven || gaveFootnotes { return bytes }
    if page.page.isPostponed, page.footnotes.isEmpty, let tail = page.page.postponedTail(lines: lines) {
      var left = lines
      let all = unsafe MarkdownBytes(tail.pointer, count: tail.count)
      bytes.append(all.slice(all.startOfLast(&left), all.count))
      return bytes
    }
    page.writePostponed()
    var foot = FlatArray<UInt8>()
    appendFootnotes(&foot)
    let footnotes = unsafe MarkdownBytes(foot.pointer, count: foot.count)
    var left = lines
    let footStart = footnotes.startOfLast(&left)
    var (first, firstStart) = (page.blocks.count, 0)
    while left > 0 && first > givenBlocks {
      first &-= 1
      firstStart = shown(first).startOfLast(&left)
    }
    for index in first..<page.blocks.count {
      let part = shown(index)
      bytes.append(part.slice(index == first ? firstStart : 0, part.count))
    }
    bytes.append(footnotes.slice(footStart, footnotes.count))
    return bytes
  }

  /// What of a block was not handed out.
  private func shown(_ index: Int) -> MarkdownBytes {
    let content = page.content(page.blocks[index])
    return index == givenBlocks ? content.slice(givenPart, content.count) : content
  }
}

/// Bytes that are handed out, in room that is as large as they are.
@safe private struct FinalBytes {
  private let room: UnsafeMutableBufferPointer<UInt8>
  private(set) var count = 0
  /// How many lines they end, if they are of a page for a terminal.
  private(set) var lines = 0

  init(_ room: UnsafeMutableBufferPointer<UInt8>) { unsafe self.room = room }

  mutating func append(_ part: MarkdownBytes) {
    precondition(unsafe part.count <= room.count - count, "more bytes than were counted")
    if part.count == 0 { return }
    guard let base = unsafe room.baseAddress else { return }
    unsafe (base + count).update(from: part.pointer, count: part.count)
    count += part.count
    lines += part.lineFeeds
  }
}

extension MarkdownBytes {
  /// How many lines end; of a page for a terminal, where no carriage return is.
  fileprivate var lineFeeds: Int {
    var (lines, offset) = (0, 0)
    while offset < count {
      let left = count &- offset
      lines &+= (lineEnds(at: offset) & (left < 64 ? 1 << UInt64(left) &- 1 : .max)).nonzeroBitCount
      offset &+= 64
    }
    return lines
  }

  /// Where the last lines of whole lines begin; `lines` becomes how many more there could have been.
  fileprivate func startOfLast(_ lines: inout Int) -> Int {
    var start = count
    while start > 0 && lines > 0 {
      start &-= 1
      while start > 0 && self[start &- 1] != 0x0A { start &-= 1 }
      lines &-= 1
    }
    return start
  }
}
