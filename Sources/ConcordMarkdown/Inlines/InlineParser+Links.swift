// Links, images and references to footnotes: what a `]` makes of the bracket before it.

extension InlineParser {
  mutating func openBracket(_ place: Int) {
    let isImage = place > floor && text[place &- 1] == UInt8(ascii: "!")
    if !brackets.isEmpty { brackets[brackets.count &- 1].hasBracket = true }
    brackets.append(
      OpenBracket(
        mark: Int32(truncatingIfNeeded: marks.count), text: Int32(truncatingIfNeeded: place &+ 1),
        delimiters: Int32(truncatingIfNeeded: delimiters.count), isImage: isImage))
    if isImage { openImages &+= 1 }
    marks.append(InlineMark(.text, isImage ? place &- 1 : place, place &+ 1))
    floor = place &+ 1
  }

  /// Whether a bracket is open that may begin a link or an image.
  var isInBracket: Bool { openImages > 0 || brackets.count > inactiveBrackets }

  private mutating func popBracket(_ bracket: OpenBracket) {
    brackets.truncate(to: brackets.count &- 1)
    inactiveBrackets = min(inactiveBrackets, brackets.count)
    if bracket.isImage { openImages &-= 1 }
  }

  mutating func closeBracket(_ place: Int, _ references: inout ReferenceTable) {
    guard let bracket = brackets.last else { return }
    let isActive = bracket.isImage || brackets.count > inactiveBrackets
    if isActive {
      if let (link, end) = inlineLink(after: place) ?? reference(bracket, place, &references) {
        return close(bracket, place, link, end)
      }
      if extensions.contains(.footnotes) && footnote(bracket, place, &references) { return }
    }
    popBracket(bracket)
  }

  /// Makes a link or an image of the bracket.
  private mutating func close(_ bracket: OpenBracket, _ place: Int, _ link: InlineLink, _ end: Int) {
    let index = links.count
    links.append(link)
    marks[Int(bracket.mark)].kind = bracket.isImage ? .openImage : .openLink
    marks[Int(bracket.mark)].payload = Int32(truncatingIfNeeded: index)
    matchDelimiters(from: Int(bracket.delimiters))
    popBracket(bracket)
    if !bracket.isImage {
      inactiveBrackets = brackets.count
      dropMailMarks(from: Int(bracket.mark))
    }
    add(bracket.isImage ? .closeImage : .closeLink, place, end, payload: index)
  }

  /// Within a link no mail address becomes a link.
  private mutating func dropMailMarks(from start: Int) {
    for index in start..<marks.count where marks[index].kind == .at { marks[index].kind = .text }
  }

  // MARK: Where it leads

  /// `(destination "title")` after the bracket at `place`.
  private func inlineLink(after place: Int) -> (InlineLink, Int)? {
    if text[place &+ 1] != UInt8(ascii: "(") { return nil }
    let start = text.afterWhiteSpace(place &+ 2)
    guard let (destination, end) = LinkSyntax.destination(in: text, at: start) else { return nil }
    var link = InlineLink(destination: destination.lowerBound, destinationEnd: destination.upperBound)
    var offset = text.afterWhiteSpace(end)
    if offset > end, let title = LinkSyntax.title(in: text, at: offset) {
      (link.title, link.titleEnd) = (title.lowerBound, title.upperBound)
      offset = text.afterWhiteSpace(title.upperBound &+ 1)
    }
    return text[offset] == UInt8(ascii: ")") ? (link, offset &+ 1) : nil
  }

  /// `[label]`, `[]` or nothing after the bracket at `place`, where that names a definition.
  private mutating func reference(
    _ bracket: OpenBracket, _ place: Int, _ references: inout ReferenceTable
  ) -> (InlineLink, Int)? {
    if references.isUnasked { return nil }
    let own = Int(bracket.text)..<place
    var range = own
    var end = place &+ 1
    let label = LinkSyntax.label(in: text, at: end)
    if let label {
      end = label.upperBound &+ 1
      if !label.isEmpty { range = label }
    }
    if range == own && bracket.hasBracket || range.count > LinkSyntax.labelLimit { return nil }
    guard let index = references.index(of: text.slice(range.lowerBound, range.upperBound)) else { return nil }
    let entry = references.entries[index]
    let size = entry.destinationEnd &- entry.destination &+ entry.titleEnd &- entry.title
    if size > expansionLeft {
      isCapped = true
      return nil
    }
    expansionLeft &-= size
    return (
      InlineLink(
        destination: entry.destination, destinationEnd: entry.destinationEnd, title: entry.title,
        titleEnd: entry.titleEnd, isReference: true), end
    )
  }

  // MARK: Footnotes

  /// Makes a reference to a footnote of `[^label]`, if there is such a footnote.
  private mutating func footnote(
    _ bracket: OpenBracket, _ place: Int, _ references: inout ReferenceTable
  ) -> Bool {
    let start = Int(bracket.text) &+ 1
    guard text[start &- 1] == UInt8(ascii: "^"), start < place, place &- start <= LinkSyntax.labelLimit else {
      return false
    }
    guard let index = references.index(of: text.slice(start, place), isFootnote: true) else { return false }
    // What was found within the label is part of it.
    marks.truncate(to: Int(bracket.mark))
    delimiters.truncate(to: Int(bracket.delimiters))
    popBracket(bracket)
    add(.footnote, start &- 2, place &+ 1, payload: index)
    return true
  }
}
