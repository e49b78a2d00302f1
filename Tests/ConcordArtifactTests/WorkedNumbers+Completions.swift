// The worked numbers of weights, beginnings and texts to offer.

import ConcordBytes
import Testing

@testable import ConcordArtifact

extension WorkedNumbers {
  static func weights() throws -> [Example] {
    let weights: [UInt64] = [7, 7, 1, 30]
    let code = WeightCode(weights)
    let many = WeightCode((1...300).map { UInt64($0) })
    func described(_ number: Int) -> String {
      let own = many.classes[number]
      return own.isExact
        ? "code \(number + 1) is \(own.smallest)" : "code \(number + 1) is \(own.smallest) to \(own.largest)"
    }
    let rising = (1...18).map { UInt64($0) }
    let spool = SectionSpool(.wordWeights)
    let exact = WeightCode(rising)
    try WeightTree.encode(rising.map(exact.code(of:)), exact, into: spool)
    return [
      ("codes of 7 7 1 30", hex(weights.map(code.code(of:)))),
      ("classes of 7 7 1 30", code.classes.map { "\($0.smallest)" }.joined(separator: ", ")),
      ("classes of 1 … 300 at both ends", described(0) + ", " + described(many.classes.count - 1)),
      ("levels of codes 1 … 18", hex(Array(try MadeArtifact.content(spool).dropFirst(64 + 16 * 18)))),
    ]
  }

  static func beginnings() throws -> [Example] {
    var trie = PrefixTrieWriter()
    [UInt8(ascii: "a")].withView { trie.append($0) }
    for last in Array("0123456789abcdefghijklmnopqrstuvwxyz".utf8) {
      [UInt8(ascii: "b"), last].withView { trie.append($0) }
    }
    let spool = SectionSpool(.wordTrie)
    try trie.finish(into: spool)
    return [("tree of a and b0 … bz, from byte 64", hex(Array(try MadeArtifact.content(spool).dropFirst(64))))]
  }

  static func offered() throws -> [Example] {
    let texts = [
      MadeText("lamp"), MadeText("Oil can"), MadeText("Oil Can", number: 1, kind: .title), MadeText("Öl", key: "ol"),
    ]
    let table = try #require(try MadeCompletions.entries(texts))
    let places = try MadeCompletions.artifact([MadeText("ghost of christmas"), MadeText("the ghost")])
    let section = try places.section(.wordStarts)
    let weighted = try #require(
      try MadeCompletions.entries((0..<600).map { MadeText("t\(1_000 + $0)", weight: UInt64(70_000 - $0 * 3)) }))
    let last = try weighted.list.weights.weights(of: 1)
    let shape = try places.section(.entryShapes)
    return [
      ("info of lamp, Oil can, Oil Can, a title, and Öl", hex(try table.list.table.info(of: 0).bytes.array)),
      (
        "places of ghost of christmas and the ghost, from byte 64",
        hex(try section.bytes(64, section.length - 64).array)
      ),
      ("least class of 70000, 69997 … 68203", "\(last.smallest) to \(last.largest), \(last.bits) bits a rest"),
      ("shapes of ghost of christmas and the ghost", hex(try shape.bytes(0, shape.length).array)),
    ]
  }
}
