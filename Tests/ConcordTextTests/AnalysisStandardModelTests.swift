// The standard profile against a model that is slow and obvious: arrays of scalars, borders found by looking around.

import ConcordTestSupport
import ConcordText
import Testing

private enum Kind {
  case upper, lower, letter, digit, underscore, mark, apostrophe, number, dot, spaceless, separator

  init(_ scalar: Unicode.Scalar) {
    switch scalar {
    case "_": self = .underscore
    case "'", "\u{2019}": self = .apostrophe
    case ".", ",": self = .number
    case "·": self = .dot
    case "\u{AD}": self = .mark
    case "\u{4E00}"..."\u{9FFF}", "\u{E01}"..."\u{E4E}": self = .spaceless
    default:
      switch scalar.properties.generalCategory {
      case .uppercaseLetter: self = .upper
      case .lowercaseLetter: self = .lower
      case .otherLetter: self = .letter
      case .decimalNumber, .otherNumber: self = .digit
      case .nonspacingMark: self = .mark
      default: self = .separator
      }
    }
  }

  var isLetter: Bool { self == .upper || self == .lower || self == .letter }
  var isSolid: Bool { isLetter || self == .digit }
}

private struct Model {
  let scalars: [Unicode.Scalar]
  let kinds: [Kind]
  let offsets: [Int]
  var tokens: [SeenToken] = []
  var position: UInt32 = 0

  init(_ text: String) {
    scalars = Array(text.unicodeScalars)
    kinds = scalars.map(Kind.init)
    offsets = scalars.reduce(into: [0]) { $0.append(($0.last ?? 0) + UTF8.width($1)) }
    var i = 0
    while i < scalars.count {
      if kinds[i].isSolid {
        i = word(i)
      } else if kinds[i] == .spaceless {
        i = unit(i)
      } else {
        i += 1
      }
    }
  }

  func kind(_ i: Int) -> Kind { i < kinds.count ? kinds[i] : .separator }

  func key(_ range: Range<Int>) -> [UInt8] {
    var text = ""
    for scalar in scalars[range] {
      switch scalar {
      case "\u{301}", "\u{AD}", "·": break
      case "é", "É": text += "e"
      case "ß": text += "ss"
      case "²": text += "2"
      case "\u{2019}": text += "'"
      default: text += scalar.properties.lowercaseMapping
      }
    }
    return Array(text.utf8)
  }

  mutating func emit(_ keyRange: Range<Int>, end: Int, _ termClass: TermClass, flags: UInt8) {
    tokens.append(
      SeenToken(
        key: key(keyRange), start: offsets[keyRange.lowerBound], end: offsets[end], position: position,
        termClass: termClass, flags: flags))
  }

  /// One unit of a script without spaces with the next one, if one follows at once.
  mutating func unit(_ i: Int) -> Int {
    func end(_ i: Int) -> Int { kinds[(i + 1)...].firstIndex { $0 != .mark } ?? kinds.count }
    let next = end(i)
    let last = kind(next) == .spaceless ? end(next) : next
    emit(i..<last, end: last, .ngram, flags: 0)
    position += 1
    return next
  }

  mutating func word(_ start: Int) -> Int {
    // Each solid scalar of the word, in order, until one does not join the next.
    var solids = [start]
    var joiners: [Int: Int] = [:]
    var stop = start + 1
    while true {
      let last = solids[solids.count - 1]
      let next = kinds[(last + 1)...].firstIndex { $0 != .mark && $0 != .underscore } ?? kinds.count
      stop = next
      if kind(next).isSolid {
        solids.append(next)
      } else if next == kinds.count || kinds[last..<next].contains(.underscore) || !kind(next + 1).isSolid {
        break
      } else if kind(next) == .number ? kind(last) == .digit && kind(next + 1) == .digit : isJoin(last, next) {
        joiners[next + 1] = next
        solids.append(next + 1)
      } else {
        break
      }
    }
    let last = solids[solids.count - 1]
    let end = kinds[(last + 1)...].firstIndex { $0 != .mark } ?? kinds.count
    let isPossessive =
      end == last + 1 && (scalars[last] == "s" || scalars[last] == "S") && joiners[last] == last - 1
      && kind(last - 1) == .apostrophe
    let keyEnd = isPossessive ? last - 1 : end
    emit(start..<keyEnd, end: end, .folded, flags: 0)

    var parts: [Range<Int>] = []
    var from = start
    for i in solids.indices.dropFirst() {
      guard let partEnd = border(solids, i, joiners, start) else { continue }
      parts.append(from..<partEnd)
      from = solids[i]
    }
    if parts.isEmpty || offsets[end] - offsets[start] > 255 {
      position += 1
      return stop
    }
    for part in parts + [from..<keyEnd] {
      emit(part, end: part.upperBound, .folded, flags: Token.part)
      position += 1
    }
    return stop
  }

  func isJoin(_ last: Int, _ next: Int) -> Bool {
    (kind(next) == .apostrophe || kind(next) == .dot) && kind(last).isLetter && kind(next + 1).isLetter
  }

  /// The end of the part before solid `i`, if a part starts there.
  func border(_ solids: [Int], _ i: Int, _ joiners: [Int: Int], _ start: Int) -> Int? {
    let (before, here) = (solids[i - 1], solids[i])
    if let joiner = joiners[here] {
      let prefix = String(String.UnicodeScalarView(scalars[start..<joiner])).lowercased()
      let isElision =
        ["c", "d", "j", "l", "m", "n", "s", "t", "qu"].contains(prefix) && kind(joiner) == .apostrophe
        && kind(here + 1).isLetter
      return isElision ? joiner : nil
    }
    if let underscore = kinds[before..<here].firstIndex(of: .underscore) { return underscore }
    if kinds[before].isLetter != kinds[here].isLetter { return here }
    if kinds[before] == .lower && kinds[here] == .upper { return here }
    if kinds[before] == .upper && kinds[here] == .upper, i + 1 < solids.count {
      let next = solids[i + 1]
      let isAdjacent = joiners[next] == nil && !kinds[here..<next].contains(.underscore)
      if isAdjacent && kinds[next] == .lower { return here }
    }
    return nil
  }
}

@Suite struct `the standard profile and its model` {
  @Test(arguments: [
    "aB1_'. ", "abAB12_'.,s ", "aÉé\u{301}_' 1s", "lL'quaB ", "漢字ab\u{301}ไท1_ ", "aB·é\u{AD}\u{2019}_ß²s.1 한ж",
    "'s'S ad",
  ])
  func `agree on small alphabets`(letters: String) {
    let alphabet = Array(letters.unicodeScalars)
    let analyzer = Analyzer(profile: .standard)
    var random = SeededRandom(seed: UInt64(letters.utf8.count))
    for round in 0..<Trials.of(6000) {
      var view = String.UnicodeScalarView()
      for _ in 0..<(round % 90) { view.append(alphabet[Int.random(in: 0..<alphabet.count, using: &random)]) }
      let text = String(view)
      let seen = analyzer.seen(Array(text.utf8)).filter { $0.termClass != .exact }
      let expected = Model(text).tokens
      if seen != expected {
        Issue.record("\(text.debugDescription): \(seen) instead of \(expected)")
        return
      }
    }
    #expect(Model("aB").tokens.count == 3)
  }

  @Test func `agree on every short ASCII text`() {
    let alphabet = Array("aB1_'s".unicodeScalars)
    let analyzer = Analyzer(profile: .standard)
    var different: [String] = []
    for number in 0..<(6 * 6 * 6 * 6 * 6 * 6) {
      var view = String.UnicodeScalarView()
      var rest = number
      for _ in 0..<6 {
        view.append(alphabet[rest % 6])
        rest /= 6
      }
      let text = String(view)
      if analyzer.seen(Array(text.utf8)).filter({ $0.termClass != .exact }) != Model(text).tokens {
        different.append(text)
      }
    }
    #expect(different == [])
  }
}
