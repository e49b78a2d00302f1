// Opening and closing: quotes, lists with their items, footnotes; and whether a list is loose.

extension BlockParser {
  /// Adds a block to the innermost container.
  @discardableResult
  mutating func addNode(_ kind: BlockKind, start: Int, stop: Int) -> Int {
    let parent = stack.last?.node ?? 0
    nodes.append(
      BlockNode(
        kind: kind, parent: parent, start: UInt32(truncatingIfNeeded: start), stop: UInt32(truncatingIfNeeded: stop),
        firstLine: UInt32(truncatingIfNeeded: lines.count)))
    return nodes.count &- 1
  }

  /// Ends what the line is not part of, before something begins within the first `matched` containers.
  ///
  /// A list is loose if a blank line stands between its items or between two blocks of an item.
  mutating func beginBlock(_ matched: Int, isItem: Bool = false) {
    closeLeaf()
    if matched < stack.count { closeContainers(to: matched) }
    if stack.isEmpty { return }
    if !isItem, stack[stack.count &- 1].kind == .list { closeContainers(to: stack.count &- 1) }
    if stack.isEmpty { return }
    let top = stack.count &- 1
    if stack[top].hasContent && blankBefore <= top { loosen(stack[top]) }
    stack[top].hasContent = true
  }

  private mutating func loosen(_ container: Container) {
    switch container.kind {
    case .list: nodes[Int(container.node)].flags.insert(.loose)
    case .item: nodes[Int(nodes[Int(container.node)].parent)].flags.insert(.loose)
    default: break
    }
  }

  /// Opens a container within the innermost one.
  mutating func open(_ kind: BlockKind, at start: Int) {
    let node = addNode(kind, start: start, stop: start)
    stack.append(Container(node: Int32(truncatingIfNeeded: node), kind: kind))
    if kind != .list { depth &+= 1 }
  }

  /// Closes all but the first `count` containers.
  mutating func closeContainers(to count: Int) {
    while stack.count > count, let container = stack.last {
      let node = Int(container.node)
      nodes[node].end = Int32(truncatingIfNeeded: nodes.count)
      nodes[node].stop = UInt32(truncatingIfNeeded: max(lastStop, Int(nodes[node].start)))
      if container.kind != .list { depth &-= 1 }
      stack.truncate(to: stack.count &- 1)
    }
  }

  // MARK: Items

  /// Opens an item, in the list that it goes on with or in a new one.
  mutating func openItem(_ marker: ListMarker, _ cursor: inout LineCursor, _ matched: Int) {
    let mark = cursor.byte(at: cursor.text &+ marker.length &- 1)
    let isList = matched > 0 && stack[matched &- 1].kind == .list
    if isList && stack[matched &- 1].mark == mark {
      beginBlock(matched, isItem: true)
    } else {
      beginBlock(matched)
      open(.list, at: cursor.text)
      let top = stack.count &- 1
      stack[top].mark = mark
      stack[top].hasContent = true
      let node = Int(stack[top].node)
      nodes[node].level = UInt16(mark)
      if mark == UInt8(ascii: ".") || mark == UInt8(ascii: ")") {
        nodes[node].flags.insert(.ordered)
        nodes[node].payload = UInt32(truncatingIfNeeded: marker.number)
      }
    }
    nodes[Int(stack[stack.count &- 1].node)].lineCount &+= 1
    let indent = cursor.indent
    open(.item, at: cursor.text)
    cursor.passText(marker.length)
    // Five columns or more are one column and indented code; a marker without text takes one column.
    let isOneColumn = cursor.isBlank || cursor.indent >= 5
    let padding = isOneColumn ? 1 : cursor.indent
    cursor.passSpace(columns: padding)
    stack[stack.count &- 1].width = Int32(truncatingIfNeeded: indent &+ marker.length &+ padding)
  }

  // MARK: Footnotes

  /// Opens the footnote that the text defines: `[^label]:`.
  mutating func openFootnote(_ cursor: inout LineCursor, _ matched: Int) -> Bool {
    if !extensions.contains(.footnotes) || depth >= Self.depthLimit { return false }
    guard cursor.byte(at: cursor.text &+ 1) == UInt8(ascii: "^") else { return false }
    let start = cursor.text &+ 2
    var end = start
    while case let byte = cursor.byte(at: end), byte > space && byte != UInt8(ascii: "]") { end &+= 1 }
    if end == start || end &- start > LinkSyntax.labelLimit || cursor.byte(at: end) != UInt8(ascii: "]") {
      return false
    }
    if cursor.byte(at: end &+ 1) != UInt8(ascii: ":") { return false }
    beginBlock(matched)
    open(.footnoteDefinition, at: cursor.text)
    let node = Int(stack[stack.count &- 1].node)
    if let number = references.defineFootnote(bytes.slice(start, end), node: node) {
      nodes[node].payload = UInt32(truncatingIfNeeded: number)
    } else {
      nodes[node].flags.insert(.duplicate)
    }
    cursor.passText(end &+ 2 &- cursor.text)
    cursor.passSpace(columns: cursor.indent)
    return true
  }
}
