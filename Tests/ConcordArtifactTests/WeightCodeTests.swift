// Classes of weights: in order, few enough, and small where it matters.

import ConcordTestSupport
import Testing

@testable import ConcordArtifact

struct WeightCodeTests {
  @Test(arguments: WeightShape.allCases, [0, 1, 2, 15, 254, 255, 256, 257, 1_000, 20_000])
  func `every weight is in one class, and classes are in order`(shape: WeightShape, count: Int) {
    var random = SeededRandom(seed: UInt64(count))
    let weights = shape.weights(count, &random)
    let code = WeightCode(weights)
    #expect(code.classes.count <= WeightCode.most)
    #expect(code.classes.isEmpty == weights.isEmpty)
    #expect(code.classes.allSatisfy { $0.smallest <= $0.largest })
    #expect(zip(code.classes, code.classes.dropFirst()).allSatisfy { $0.largest < $1.smallest })
    for weight in Set(weights) {
      let own = code.classes[Int(code.code(of: weight)) - 1]
      #expect(own.smallest <= weight && weight <= own.largest)
    }
    // Ends of classes are weights that occur, and up to 255 different weights have a class each.
    let distinct = Set(weights)
    #expect(code.classes.allSatisfy { distinct.contains($0.smallest) && distinct.contains($0.largest) })
    if distinct.count <= WeightCode.most { #expect(code.classes.count == distinct.count) }
    if let heaviest = code.classes.last { #expect(heaviest.isExact) }
  }

  @Test(arguments: WeightShape.allCases) func `a class of several weights is small beside what is above it`(
    shape: WeightShape
  ) {
    var random = SeededRandom(seed: 9)
    let weights = shape.weights(50_000, &random)
    let code = WeightCode(weights)
    for own in code.classes where !own.isExact {
      let above = weights.count { $0 > own.largest }
      let inside = weights.count { own.smallest <= $0 && $0 <= own.largest }
      #expect(inside <= above * 4)
    }
  }
}
