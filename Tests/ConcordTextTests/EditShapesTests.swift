// Passing over words by shape: what is left, and plain words in one pass.

import ConcordTestSupport
import Testing

@testable import ConcordText

struct EditShapesTests {
  private func shape(_ text: String) -> UInt32 {
    unsafe Array(text.utf8).withUnsafeBufferPointer { unsafe WordShape.of($0) }
  }

  private func left(of words: [String], _ text: String, most: Int, isPrefix: Bool) -> [String] {
    let shapes = words.flatMap { word in [0, 8, 16].map { UInt8(truncatingIfNeeded: shape(word) >> UInt32($0)) } }
    var out = [UInt32](repeating: 0, count: words.count)
    var filter = EditShapes(text.unicodeScalars.map(\.value), most: most, isPrefix: isPrefix)
    let count = unsafe shapes.withUnsafeBytes { shapes in
      unsafe out.withUnsafeMutableBufferPointer { out in
        guard let base = shapes.baseAddress, let target = out.baseAddress else { return 0 }
        return unsafe filter.select(base, words.count, into: target)
      }
    }
    return out.prefix(count).map { words[Int($0)] }
  }

  @Test func `words too long, too short, without enough letters or with others are passed over`() {
    let words = ["lighthouse", "lighthouses", "lighthousesss", "lightho", "keeper", "lighthauze", "l", "naïve"]
    #expect(left(of: words, "lighthouse", most: 0, isPrefix: false) == ["lighthouse"])
    #expect(left(of: words, "lighthouse", most: 1, isPrefix: false) == ["lighthouse", "lighthouses"])
    #expect(left(of: words, "lighthouse", most: 2, isPrefix: false) == ["lighthouse", "lighthouses", "lighthauze"])
    #expect(
      left(of: words, "lighthouse", most: 2, isPrefix: true)
        == ["lighthouse", "lighthouses", "lighthousesss", "lighthauze"])
    #expect(left(of: words, "lihgth", most: 0, isPrefix: true) == words.filter { $0.hasPrefix("light") })
    #expect(left(of: words, "", most: 1, isPrefix: false) == ["l"])
    #expect(left(of: words, "", most: 0, isPrefix: true) == words)
  }

  @Test func `a letter that comes often must be there as often as three times`() {
    #expect(left(of: ["baaa", "bcde"], "aaaa", most: 2, isPrefix: false) == ["baaa"])
    #expect(left(of: ["bcde"], "aaaa", most: 2, isPrefix: true) == [])
  }
}
