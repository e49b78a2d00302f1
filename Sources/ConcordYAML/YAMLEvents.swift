// libyaml's events, one at a time, counted and typed; everything unsafe about libyaml is in this file.

#if FrontMatter
  import CYAML

  /// The events of one document, within the limits of ``YAMLMapping``.
  ///
  /// libyaml itself keeps its nesting on a stack of its own; it never recurses.
  @safe
  struct YAMLEvents: ~Copyable {
    enum Kind { case scalar, sequenceStart, mappingStart, structureEnd, end }

    /// An event, copied out of libyaml.
    struct Event {
      var kind: Kind
      /// Where it begins, in bytes.
      var start = 0
      /// Where it ends, in bytes.
      var end = 0
      /// Its line, from 1.
      var line = 1
      /// The text of a scalar.
      var text = ""
      /// Whether a scalar is text even if it looks like a number.
      var isText = false
    }

    private let parser: UnsafeMutablePointer<yaml_parser_t>
    private let bytes: UnsafeBufferPointer<UInt8>
    private var depth = 0
    private var count = 0
    /// libyaml counts characters; this is where in the bytes its last mark was.
    private var place = (characters: 0, bytes: 0)

    /// Begins a document; `bytes` must stay readable while the events are read.
    init(_ bytes: UnsafeBufferPointer<UInt8>) throws(YAMLError) {
      let parser = UnsafeMutablePointer<yaml_parser_t>.allocate(capacity: 1)
      if unsafe yaml_parser_initialize(parser) == 0 {
        unsafe parser.deallocate()
        throw .outOfMemory
      }
      // libyaml takes a byte order mark for a column, so that `---` after it would be text.
      // SAFETY: `mark` is at most the number of bytes.
      let mark = unsafe bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
      let bytes = unsafe UnsafeBufferPointer(rebasing: bytes[mark...])
      unsafe self.parser = parser
      unsafe self.bytes = bytes
      // SAFETY: libyaml reads `count` bytes; an empty text may have no address, so any stands in for it.
      unsafe yaml_parser_set_input_string(
        parser, bytes.baseAddress ?? UnsafePointer(bitPattern: 64).unsafelyUnwrapped, bytes.count)
      unsafe yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
    }

    deinit {
      unsafe yaml_parser_delete(parser)
      unsafe parser.deallocate()
    }

    /// The next event of the document; `end` after it, and after an empty text.
    mutating func next() throws(YAMLError) -> Event {
      while true {
        var event = unsafe yaml_event_t()
        if unsafe yaml_parser_parse(parser, &event) == 0 { throw problem() }
        // SAFETY: libyaml filled the event; what it points to lives until the event is deleted.
        defer { unsafe yaml_event_delete(&event) }
        if let event = unsafe try read(event) { return event }
      }
    }

    /// Passes the rest of a structure whose start was just read; returns its last event.
    @discardableResult
    mutating func skip(_ start: Event) throws(YAMLError) -> Event {
      if start.kind != .sequenceStart && start.kind != .mappingStart { return start }
      let outside = depth - 1
      while true {
        let event = try next()
        if event.kind == .end || depth == outside { return event }
      }
    }

    /// The rest of a structure whose start was just read, as it is written.
    mutating func rawText(from start: Event) throws(YAMLError) -> String {
      let end = try skip(start).end
      return source(start.start..<end)
    }

    /// What is written there, without the white space at its end.
    func source(_ range: Range<Int>) -> String {
      var range = unsafe range.clamped(to: 0..<bytes.count)
      // SAFETY: the range was just clamped to the bytes.
      while let last = range.last, unsafe bytes[last] <= 0x20 { range = range.lowerBound..<last }
      // SAFETY: as above.
      return unsafe String(decoding: bytes[range], as: UTF8.self)
    }

    /// Copies an event out; nil for one that says nothing.
    private mutating func read(_ event: yaml_event_t) throws(YAMLError) -> Event? {
      let line = unsafe Int(event.start_mark.line) + 1
      let start = unsafe offset(of: event.start_mark)
      func at(_ kind: Kind, _ end: Int) -> Event { Event(kind: kind, start: start, end: end, line: line) }
      switch unsafe event.type {
      case YAML_DOCUMENT_START_EVENT:
        if count > 0 { throw .severalDocuments(line: line) }
        return nil
      case YAML_STREAM_END_EVENT, YAML_NO_EVENT: return at(.end, start)
      case YAML_ALIAS_EVENT: throw .alias(line: line)
      case YAML_SCALAR_EVENT:
        try countOne()
        return unsafe scalar(event, at(.scalar, offset(of: event.end_mark)))
      case YAML_SEQUENCE_START_EVENT, YAML_MAPPING_START_EVENT:
        try countOne()
        depth += 1
        if depth > YAMLMapping.depthLimit { throw .tooDeep(line: line, limit: YAMLMapping.depthLimit) }
        return unsafe at(event.type == YAML_MAPPING_START_EVENT ? .mappingStart : .sequenceStart, start)
      case YAML_SEQUENCE_END_EVENT, YAML_MAPPING_END_EVENT:
        try countOne()
        depth -= 1
        return unsafe at(.structureEnd, offset(of: event.end_mark))
      default: return nil
      }
    }

    private mutating func countOne() throws(YAMLError) {
      count += 1
      if count > YAMLMapping.eventLimit { throw .tooManyEvents(limit: YAMLMapping.eventLimit) }
    }

    /// The text of a scalar, and whether quotes, a block or a tag make it text.
    private func scalar(_ event: yaml_event_t, _ place: Event) -> Event {
      var place = place
      let scalar = unsafe event.data.scalar
      if let value = unsafe scalar.value {
        // SAFETY: libyaml gives `length` bytes, which it has checked to be UTF-8.
        place.text = unsafe String(decoding: UnsafeBufferPointer(start: value, count: scalar.length), as: UTF8.self)
      }
      place.isText = unsafe scalar.style != YAML_PLAIN_SCALAR_STYLE
      if let tag = unsafe scalar.tag {
        let name = unsafe String(cString: UnsafeRawPointer(tag).assumingMemoryBound(to: CChar.self))
        place.isText = !["null", "bool", "int", "float"].contains { name == "tag:yaml.org,2002:\($0)" }
      }
      return place
    }

    /// Where a mark is in bytes.
    ///
    /// Marks only go forward but for the ends of structures, which may lie before white space that was looked at
    /// already; those walk back.
    private mutating func offset(of mark: yaml_mark_t) -> Int {
      let target = Int(clamping: mark.index)
      // SAFETY: `place.bytes` stays within the bytes, and every read is of a byte before the end.
      while unsafe place.characters < target && place.bytes < bytes.count {
        place.bytes += 1
        while unsafe place.bytes < bytes.count && bytes[place.bytes] & 0xC0 == 0x80 { place.bytes += 1 }
        place.characters += 1
      }
      while place.characters > target && place.bytes > 0 {
        place.bytes -= 1
        while unsafe place.bytes > 0 && bytes[place.bytes] & 0xC0 == 0x80 { place.bytes -= 1 }
        place.characters -= 1
      }
      return place.bytes
    }

    /// What libyaml did not like.
    private func problem() -> YAMLError {
      if unsafe parser.pointee.error == YAML_MEMORY_ERROR { return .outOfMemory }
      var words = "not YAML"
      if let text = unsafe parser.pointee.problem { words = unsafe String(cString: text) }
      let mark = unsafe parser.pointee.problem_mark
      return .syntax(problem: words, line: Int(clamping: mark.line) + 1, column: Int(clamping: mark.column) + 1)
    }
  }
#endif
