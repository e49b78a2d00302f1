// Passing over words by shape: what is left, and plain words in one pass.

import ConcordTestSupport
import Testing

@testable import ConcordText

struct EditShapesTests {
  private func shape(_ text: String) -> UInt32 {
    unsafe Array(text.utf8).withUnsafeBufferPointer { unsafe WordShape.of($0) }
  }

  private func left(of words: [String], _ text: String, most: Int, isPrefix: Bool) -> [String] {
    let shapes = words.map { shape($0).littleEndian }
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

  @Test func `plain words have the same shape in one pass, and others are not taken for such`() {
    var random = ConcordTestSupport.SeededRandom(seed: 19)
    let plain = Array("abcxyz'".utf8)
    for byte in UInt8.min...UInt8.max {
      let isPlain = byte == 0x27 || byte >= 0x61 && byte <= 0x7a
      for length in [1, 2, 30, 31, 32, 60] {
        var word = (0..<length).map { _ in plain[random.below(plain.count)] }
        word[random.below(length)] = byte
        let found = unsafe word.withUnsafeBufferPointer { unsafe WordShape.ofPlainWord($0) }
        let whole = unsafe word.withUnsafeBufferPointer { unsafe WordShape.of($0) }
        #expect(found == (isPlain ? whole : nil), "byte \(byte), length \(length)")
      }
    }
  }
}
