// A page for a terminal from the events of a walk: what stands within text.

extension TerminalRenderer {
  @inline(__always)
  private mutating func source(_ content: InlineContent, _ start: Int, _ end: Int) -> Range<Int>? {
    tracksSource ? cursor.range(start, end, of: content) : nil
  }

  @inline(__always)
  mutating func text(_ content: InlineContent, _ start: Int, _ end: Int) {
    leaf.append(content.bytes, start, end, from: source(content, start, end))
  }

  mutating func escape(_ content: InlineContent, _ start: Int, _ end: Int) {
    leaf.append(content.bytes[start &+ 1], from: source(content, start, end))
  }

  mutating func entity(_ content: InlineContent, _ start: Int, _ end: Int, value: Int) {
    scratch.truncate(to: 0)
    Entity.append(value, to: &scratch)
    appendScratch(source(content, start, end))
  }

  private mutating func appendScratch(_ source: Range<Int>?) {
    let bytes = unsafe MarkdownBytes(scratch.pointer, count: scratch.count)
    leaf.append(bytes, 0, bytes.count, from: source, standsForOthers: true)
  }

  mutating func code(_ content: InlineContent, _ start: Int, _ end: Int) {
    let bytes = content.bytes
    var (first, last) = CodeSpans.content(of: bytes, start, end)
    let outer = leaf.style
    leaf.style.insert(.code)
    let span = bytes.slice(0, last)
    // A line end is a space; where that came from is worth a run of its own, since prefixes may follow it.
    while first < last {
      let stop = tracksSource ? span.next(0x0A, from: first) : last
      leaf.append(bytes, first, stop, from: source(content, first, stop))
      if stop < last { leaf.append(space, from: source(content, stop, stop &+ 1)) }
      first = stop &+ 1
    }
    leaf.style = outer
  }

  mutating func html(_ content: InlineContent, _ start: Int, _ end: Int) {
    let outer = leaf.style
    leaf.style.insert(.dim)
    leaf.append(content.bytes, start, end, from: source(content, start, end))
    leaf.style = outer
  }

  mutating func lineBreak(_ content: InlineContent, _ start: Int, _ end: Int, isHard: Bool) {
    if isHard && imageDepth == 0 {
      leaf.breakLine()
    } else {
      leaf.append(space, from: source(content, start, end))
    }
  }

  // MARK: Emphasis

  private mutating func updateStyle() {
    var style = leafStyle
    if strongDepth > 0 { style.insert(.strong) }
    if emphasisDepth > 0 { style.insert(.emphasis) }
    if strikeDepth > 0 { style.insert(.strike) }
    if isInLink { style.insert(.link) }
    if imageDepth > 0 { style.insert(.image) }
    leaf.style = style
  }

  mutating func open(_ style: InlineStyle, _ content: InlineContent, _ start: Int, _ end: Int) { change(style, 1) }

  mutating func close(_ style: InlineStyle, _ content: InlineContent, _ start: Int, _ end: Int) { change(style, -1) }

  private mutating func change(_ style: InlineStyle, _ step: Int) {
    switch style {
    case .emphasis: emphasisDepth &+= step
    case .strong: strongDepth &+= step
    case .strike: strikeDepth &+= step
    }
    updateStyle()
  }

  // MARK: Links

  mutating func open(_ event: LinkEvent, _ content: InlineContent, _ start: Int, _ end: Int) {
    if event.isImage {
      imageDepth &+= 1
      if imageDepth == 1 { imageStart = leaf.count }
    } else if imageDepth == 0 {
      isInLink = true
      linkStart = leaf.count
    }
    // An image within a link leads where the link does.
    if leaf.link < 0 && imageDepth <= 1 {
      unescape(event)
      let address = unsafe MarkdownBytes(scratch.pointer, count: scratch.count)
      leaf.link = leaf.keepAddress("", address, 0, address.count)
    }
    updateStyle()
  }

  mutating func close(_ event: LinkEvent, _ content: InlineContent, _ start: Int, _ end: Int) {
    if event.isImage {
      if imageDepth == 1 && leaf.count == imageStart { leaf.append("image", from: source(content, start, end)) }
      imageDepth &-= 1
      if imageDepth == 0 && !isInLink { leaf.link = -1 }
      updateStyle()
    } else if imageDepth == 0 {
      let isFollowed = leaf.link >= 0
      leaf.link = -1
      isInLink = false
      if !isFollowed { appendAddress(event, source(content, start, end)) }
      updateStyle()
    }
  }

  /// Puts the address of a link that cannot be followed after it, unless that is its text or a place on the same page.
  private mutating func appendAddress(_ event: LinkEvent, _ source: Range<Int>?) {
    unescape(event)
    let address = unsafe MarkdownBytes(scratch.pointer, count: scratch.count)
    if address.count == 0 || address[0] == UInt8(ascii: "#") || isText(address) { return }
    leaf.style = leafStyle.union(.dim)
    leaf.append(" (", from: source)
    appendScratch(source)
    leaf.append(")", from: source)
  }

  /// Whether the text of the link is the address.
  private func isText(_ address: MarkdownBytes) -> Bool {
    let text = leaf.text
    if text.count &- linkStart != address.count { return false }
    for offset in 0..<address.count where text[linkStart &+ offset] != address[offset] { return false }
    return true
  }

  private mutating func unescape(_ event: LinkEvent) {
    Unescaping.append(event.bytes, event.link.destination, event.link.destinationEnd, to: &scratch)
  }

  mutating func address(_ content: InlineContent, _ start: Int, _ end: Int, prefix: StaticString) {
    if isInLink || imageDepth > 0 {
      return leaf.append(content.bytes, start, end, from: source(content, start, end))
    }
    leaf.link = leaf.keepAddress(prefix, content.bytes, start, end)
    isInLink = true
    updateStyle()
    leaf.append(content.bytes, start, end, from: source(content, start, end))
    leaf.link = -1
    isInLink = false
    updateStyle()
  }

  mutating func footnote(_ content: InlineContent, _ start: Int, _ end: Int, number: Int, use: Int) {
    let outer = leaf.style
    leaf.style.insert(.dim)
    let source = source(content, start, end)
    leaf.append("[", from: source)
    leaf.append(number: number, from: source)
    leaf.append("]", from: source)
    leaf.style = outer
  }
}
