// The top-level members of a small YAML document: a thin safe face over libyaml's events.

/// A small YAML document that is a mapping, as a flat list of its members.
///
/// Meant for front matter, so it is bounded in every direction: see the limits below. Of two members with one key the
/// last wins, at the place of the first (as PyYAML has it; YAML itself forbids them). Keys are taken as text. Anchors
/// are passed over, aliases refused; a tag of one's own makes a scalar text. A document of nothing but comments has no
/// members.
///
/// Without the package trait FrontMatter nothing is read: every text has no members, and none is an error.
package struct YAMLMapping: Equatable, Sendable {
  /// The longest text that is read, in bytes.
  package static let sizeLimit = 64 << 10
  /// The deepest nesting that is read; the mapping itself is depth 1.
  package static let depthLimit = 32
  /// The most scalars, starts and ends of structures that are read.
  package static let eventLimit = 10_000

  /// Whether this build reads YAML at all.
  package static var isBuilt: Bool {
    #if FrontMatter
      true
    #else
      false
    #endif
  }

  /// The members in the order of their first appearance.
  package private(set) var members: [YAMLMember] = []

  /// Reads a document of UTF-8.
  package init(_ bytes: UnsafeBufferPointer<UInt8>) throws(YAMLError) {
    #if FrontMatter
      if bytes.count > Self.sizeLimit { throw .tooLarge(size: bytes.count, limit: Self.sizeLimit) }
      var events = unsafe try YAMLEvents(bytes)
      try read(&events)
    #endif
  }

  /// The value of a key; O(members).
  package subscript(key: String) -> YAMLValue? { members.first { $0.key == key }?.value }
}

#if FrontMatter
  extension YAMLMapping {
    private mutating func read(_ events: inout YAMLEvents) throws(YAMLError) {
      let first = try events.next()
      if first.kind == .end { return }
      if first.kind != .mappingStart { throw .notAMapping(line: first.line) }
      var places: [String: Int] = [:]
      while true {
        let event = try events.next()
        if event.kind == .structureEnd { break }
        let key = event.kind == .scalar ? event.text : try events.rawText(from: event)
        let start = try events.next()
        let value = try Self.value(from: start, &events)
        let member = YAMLMember(key: key, value: value, text: start.kind == .scalar ? start.text : nil)
        if let place = places[key] {
          members[place] = member
        } else {
          places[key] = members.count
          members.append(member)
        }
      }
      let last = try events.next()
      if last.kind != .end { throw .severalDocuments(line: last.line) }
    }

    private static func value(from event: YAMLEvents.Event, _ events: inout YAMLEvents) throws(YAMLError) -> YAMLValue {
      switch event.kind {
      case .scalar: return event.isText ? .string(event.text) : .plain(event.text)
      case .sequenceStart: return try list(from: event, &events)
      default: return .other(try events.rawText(from: event))
      }
    }

    /// A sequence: a list if it holds scalars only, else its text.
    private static func list(from start: YAMLEvents.Event, _ events: inout YAMLEvents) throws(YAMLError) -> YAMLValue {
      var texts: [String] = []
      var isFlat = true
      while true {
        let event = try events.next()
        switch event.kind {
        case .structureEnd: return isFlat ? .list(texts) : .other(events.source(start.start..<event.end))
        case .scalar: texts.append(event.text)
        default:
          isFlat = false
          try events.skip(event)
        }
      }
    }
  }
#endif
