// HTML of what stands within text: emphasis, code, links, and what is let through.

extension HTMLRenderer {
  @inline(__always)
  mutating func text(_ content: InlineContent, _ start: Int, _ end: Int) {
    output.writeText(content.bytes, start, end)
  }

  mutating func escape(_ content: InlineContent, _ start: Int, _ end: Int) {
    output.writeEscaped(content.bytes[start &+ 1])
  }

  mutating func entity(_ content: InlineContent, _ start: Int, _ end: Int, value: Int) {
    scratch.truncate(to: 0)
    Entity.append(value, to: &scratch)
    writeScratch()
  }

  /// Adds what lies in the scratch as text.
  private mutating func writeScratch() {
    let bytes = unsafe MarkdownBytes(scratch.pointer, count: scratch.count)
    output.writeText(bytes, 0, bytes.count)
  }

  mutating func code(_ content: InlineContent, _ start: Int, _ end: Int) {
    if imageDepth == 0 { output.write("<code>") }
    let bytes = content.bytes
    var (first, last) = CodeSpans.content(of: bytes, start, end)
    let span = bytes.slice(0, last)
    while first < last {
      let stop = span.next(0x0A, from: first)
      output.writeText(bytes, first, stop)
      if stop < last { output.write(space) }
      first = stop &+ 1
    }
    if imageDepth == 0 { output.write("</code>") }
  }

  mutating func html(_ content: InlineContent, _ start: Int, _ end: Int) {
    if options.passesHTML && imageDepth == 0 {
      writeHTML(content.bytes, start, end)
    } else {
      output.writeText(content.bytes, start, end)
    }
  }

  mutating func lineBreak(_ content: InlineContent, _ start: Int, _ end: Int, isHard: Bool) {
    if imageDepth > 0 {
      output.write(space)
    } else if isHard {
      output.write("<br />\n")
    } else {
      output.write(0x0A)
    }
  }

  mutating func open(_ style: InlineStyle, _ content: InlineContent, _ start: Int, _ end: Int) {
    if imageDepth > 0 { return }
    switch style {
    case .emphasis: output.write("<em>")
    case .strong: output.write("<strong>")
    case .strike: output.write("<del>")
    }
  }

  mutating func close(_ style: InlineStyle, _ content: InlineContent, _ start: Int, _ end: Int) {
    if imageDepth > 0 { return }
    switch style {
    case .emphasis: output.write("</em>")
    case .strong: output.write("</strong>")
    case .strike: output.write("</del>")
    }
  }

  // MARK: Links

  mutating func open(_ event: LinkEvent, _ content: InlineContent, _ start: Int, _ end: Int) {
    if event.isImage { imageDepth &+= 1 }
    if imageDepth > (event.isImage ? 1 : 0) { return }
    output.write(event.isImage ? "<img src=\"" : "<a href=\"")
    writeDestination(event.bytes, event.link.destination, event.link.destinationEnd)
    if event.isImage {
      output.write("\" alt=\"")
    } else {
      writeTitle(event)
      output.write("\">")
    }
  }

  mutating func close(_ event: LinkEvent, _ content: InlineContent, _ start: Int, _ end: Int) {
    if event.isImage { imageDepth &-= 1 }
    if imageDepth > 0 { return }
    if event.isImage {
      writeTitle(event)
      output.write("\" />")
    } else {
      output.write("</a>")
    }
  }

  private mutating func writeTitle(_ event: LinkEvent) {
    if event.link.title < 0 || event.link.titleEnd == event.link.title { return }
    output.write("\" title=\"")
    writeUnescaped(event.bytes, event.link.title, event.link.titleEnd)
  }

  mutating func address(_ content: InlineContent, _ start: Int, _ end: Int, prefix: StaticString) {
    if imageDepth > 0 { return output.writeText(content.bytes, start, end) }
    output.write("<a href=\"")
    if prefix.utf8CodeUnitCount > 0 {
      output.write(prefix)
      output.writeAddress(content.bytes, start, end)
    } else if options.passesHTML || AddressScheme.isAllowed(content.bytes, start, end) {
      output.writeAddress(content.bytes, start, end)
    }
    output.write("\">")
    output.writeText(content.bytes, start, end)
    output.write("</a>")
  }

  /// Adds a destination as an address, if it may be followed.
  private mutating func writeDestination(_ bytes: MarkdownBytes, _ start: Int, _ end: Int) {
    var isPlain = true
    for offset in start..<end where bytes[offset] == UInt8(ascii: "\\") || bytes[offset] == UInt8(ascii: "&") {
      isPlain = false
      break
    }
    if isPlain {
      if options.passesHTML || AddressScheme.isAllowed(bytes, start, end) { output.writeAddress(bytes, start, end) }
      return
    }
    Unescaping.append(bytes, start, end, to: &scratch)
    let address = unsafe MarkdownBytes(scratch.pointer, count: scratch.count)
    if options.passesHTML || AddressScheme.isAllowed(address, 0, address.count) {
      output.writeAddress(address, 0, address.count)
    }
  }

  /// Adds text whose backslashes and entities are still as written.
  mutating func writeUnescaped(_ bytes: MarkdownBytes, _ start: Int, _ end: Int) {
    Unescaping.append(bytes, start, end, to: &scratch)
    writeScratch()
  }

  // MARK: Raw HTML

  /// Adds HTML that is let through, without the `<` of tags that are filtered.
  mutating func writeHTML(_ bytes: MarkdownBytes, _ start: Int, _ end: Int) {
    if !options.filtersTags { return output.writeRaw(bytes, start, end) }
    var from = start
    for offset in start..<end where bytes[offset] == UInt8(ascii: "<") && TagFilter.catches(bytes, offset) {
      output.writeRaw(bytes, from, offset)
      output.write("&lt;")
      from = offset &+ 1
    }
    output.writeRaw(bytes, from, end)
  }
}
