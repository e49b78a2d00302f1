// The heaviest strings of a range by the tree of codes against sorting, and trees that lie.

import ConcordBytes
import ConcordTestSupport
import Testing

@testable import ConcordArtifact

struct WeightTreeTests {
  private func bytes(_ codes: [UInt8], _ code: WeightCode) throws -> [UInt8] {
    let spool = SectionSpool(.wordWeights)
    try WeightTree.encode(codes, code, into: spool)
    return try MadeArtifact.content(spool)
  }

  private func open(_ bytes: [UInt8]) throws -> WeightTree {
    try WeightTree(MadeArtifact.section(bytes, kind: .wordWeights))
  }

  private func top(_ limit: Int, _ range: Range<Int>, _ tree: WeightTree) throws -> (numbers: [Int], codes: [UInt8]) {
    var found: (numbers: [Int], codes: [UInt8]) = ([], [])
    try tree.top(limit, in: range) { number, code in
      found.numbers.append(number)
      found.codes.append(code)
    }
    return found
  }

  @Test(
    arguments: WeightShape.allCases,
    [0, 1, 2, 15, 16, 17, 31, 32, 33, 255, 256, 257, 4_095, 4_096, 4_097, 5_000, 70_000])
  func `the best of any range are those of sorting`(shape: WeightShape, count: Int) throws {
    var random = SeededRandom(seed: UInt64(count) + 1)
    let weights = shape.weights(count, &random)
    let code = WeightCode(weights)
    let codes = weights.map(code.code(of:))
    let tree = try open(bytes(codes, code))
    #expect(tree.count == count)
    for number in stride(from: 0, to: count, by: 1 + count / 500) {
      #expect(try tree.code(of: number) == codes[number])
      let own = try tree.weights(of: codes[number])
      #expect(own.smallest <= weights[number] && weights[number] <= own.largest)
    }
    let sorted = codes.map { UInt64($0) }
    var wrong = 0
    let rounds = Trials.of(count > 10_000 ? 4 : count > 3_000 ? 15 : 60)
    for round in 0..<rounds {
      let low = round == 0 ? 0 : random.below(count + 1)
      let high = round == 0 ? count : low + random.below(count - low + 1)
      let expected = WeightShape.heaviest(count, of: low..<high, sorted)
      for limit in [1, 2, 10, 1 + random.below(40), 128, 129, count, count + 3] where limit < 3_000 || round == 0 {
        let found = try top(limit, low..<high, tree)
        if found.numbers != Array(expected.prefix(limit)) { wrong += 1 }
        if found.codes != found.numbers.map({ codes[$0] }) { wrong += 1 }
      }
    }
    #expect(wrong == 0)
    #expect(try top(0, 0..<count, tree).numbers.isEmpty)
    #expect(try top(-1, 0..<count, tree).numbers.isEmpty)
    #expect(try top(3, 0..<count + 100, tree).numbers == WeightShape.heaviest(3, of: 0..<count, sorted))
    #expect(try top(3, count..<count + 100, tree).numbers.isEmpty)
    #expect(throws: ArtifactError.self) { try tree.code(of: count) }
    #expect(throws: ArtifactError.self) { try tree.code(of: -1) }
    #expect(throws: ArtifactError.self) { try tree.weights(of: 0) }
    #expect(throws: ArtifactError.self) { try tree.weights(of: UInt8(min(255, code.classes.count)) &+ 1) }
  }

  @Test func `changed and cut sections give errors or answers, and never the same string twice`() throws {
    var random = SeededRandom(seed: 31)
    let weights = WeightShape.uniform.weights(3_000, &random)
    let code = WeightCode(weights)
    let good = try bytes(weights.map(code.code(of:)), code)
    var errors = 0
    for round in 0..<2_000 {
      var changed = good
      switch round % 4 {
      case 0: changed.removeLast(1 + random.below(changed.count - 1))
      case 1: changed[random.below(64)] = UInt8(truncatingIfNeeded: random.next())
      case 2: changed += random.bytes(1 + random.below(40))
      default:
        for _ in 0..<8 { changed[64 + random.below(changed.count - 64)] = UInt8(truncatingIfNeeded: random.next()) }
      }
      do {
        let tree = try open(changed)
        for _ in 0..<4 {
          let low = random.below(tree.count + 1)
          let range = low..<low + random.below(tree.count - low + 1)
          let found = try top(1 + random.below(round % 8 == 0 ? 400 : 30), range, tree).numbers
          #expect(Set(found).count == found.count && found.allSatisfy(range.contains))
          for number in found { _ = try tree.weights(of: tree.code(of: number)) }
        }
      } catch {
        #expect(error is ArtifactError)
        errors += 1
      }
    }
    #expect(errors > 1_000)
  }
}
