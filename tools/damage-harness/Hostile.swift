// Artifacts whose checksums are right and whose content was made to hurt.

import ConcordArtifact
import ConcordBytes
import Concordance

struct Hostile {
  private let original: [UInt8]
  private let intact: Resealer
  private var random: Generator
  private(set) var opened = 0
  private(set) var refused = 0
  private(set) var slowest = 0.0
  private(set) var slowestCase = ""

  /// SplitMix64.
  private struct Generator {
    var state: UInt64
    mutating func next() -> UInt64 {
      state &+= 0x9E37_79B9_7F4A_7C15
      var word = state
      word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
      word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
      return word ^ (word >> 31)
    }
    mutating func below(_ limit: Int) -> Int { Int(next() % UInt64(max(1, limit))) }
  }

  init(_ file: [UInt8], seed: UInt64) {
    original = file
    intact = Resealer(file)
    random = Generator(state: seed)
  }

  /// Opens a file and asks everything that can be asked; answers may be anything.
  private mutating func attack(_ file: [UInt8], _ name: @autoclosure () -> String) {
    Watch.start(name())
    let start = Watch.now()
    do throws(ConcordanceError) {
      let index = try SearchIndex(bytes: file)
      opened += 1
      for number in 0..<Answers.count {
        do throws(Refusal) { _ = try Answers.answer(number, from: index) } catch {}
      }
      do throws(ConcordanceError) { _ = try index.inspection() } catch {}
      for number in 0..<min(40, index.documentCount) {
        do throws(ConcordanceError) { _ = try index.identifier(of: number) } catch {}
        do throws(ConcordanceError) { _ = try index.body(of: number) } catch {}
      }
    } catch { refused += 1 }
    let took = Watch.now() - start
    if took > slowest { (slowest, slowestCase) = (took, name()) }
  }

  private static func edges(_ size: UInt64) -> [UInt64] {
    [0, 1, size &- 1, size, size &+ 1, 1 << 31 - 1, 1 << 31, 1 << 32 - 1, 1 << 63 - 1, 1 << 63, .max]
  }

  /// Every number of the first page and the section table at each edge, the page's root made right again; one in `sample`.
  mutating func fields(one sample: Int) -> Int {
    var done = 0
    var number = 0
    func numbers(_ slots: [Slot], from start: Int) -> [(offset: Int, size: Int)] {
      slots.filter { $0.type != "bytes" || $0.size == 4 }.map { (start + $0.offset, $0.size) }
    }
    var fields = numbers(HeaderLayout.slots, from: 0)
    for number in intact.parts.indices { fields += numbers(SectionLayout.slots, from: 128 + 32 * number) }
    for field in fields {
      for value in Self.edges(UInt64(original.count))
        + Self.edges(Resealer.long(original + [0, 0, 0, 0, 0, 0, 0, 0], field.offset))
      {
        number += 1
        if number % sample != 0 { continue }
        var file = original
        Resealer.put(value, field.size, at: field.offset, in: &file)
        Resealer.sealPage(&file)
        attack(file, "field at \(field.offset) = \(value)")
        done += 1
      }
    }
    return done
  }

  /// Every fourth byte of the small sections and every 28th of the others read as a number, at each edge; one in `sample`.
  mutating func numbers(one sample: Int) -> Int {
    var done = 0
    var number = 0
    for (place, part) in intact.parts.enumerated() where part.bytes.count > 0 {
      let name = SectionKind(code: part.kind).description
      let step = part.bytes.count > 500 ? 28 : 4
      for offset in stride(from: 0, to: part.bytes.count - 3, by: step) {
        for value in Self.edges(UInt64(part.bytes.count)) {
          for size in [4, 8] where offset + size <= part.bytes.count {
            number += 1
            if number % sample != 0 { continue }
            var changed = intact
            Resealer.put(value, size, at: offset, in: &changed.parts[place].bytes)
            guard let file = changed.file() else { continue }
            attack(file, "\(name) u\(8 * size) at \(offset) = \(value)")
            done += 1
          }
        }
      }
    }
    return done
  }

  /// Random cases until `limit` of them or `seconds` are over: bytes changed, sections cut, lengthened, swapped.
  mutating func cases(_ limit: Int, seconds: Double) -> Int {
    let start = Watch.now()
    let full = intact.parts.indices.filter { intact.parts[$0].bytes.count > 0 }
    for done in 0..<limit {
      if done & 63 == 0 && Watch.now() - start > seconds { return done }
      let state = random.state
      var changed = intact
      for _ in 0...random.below(3) {
        let number = full[random.below(full.count)]
        change(&changed.parts[number].bytes)
      }
      guard let file = changed.file() else { continue }
      attack(file, "random case of state \(state)")
    }
    return limit
  }

  private mutating func change(_ bytes: inout [UInt8]) {
    if bytes.isEmpty { return }
    switch random.below(8) {
    case 0: bytes.removeLast(random.below(bytes.count) + 1)
    case 1: bytes += (0..<random.below(64)).map { _ in UInt8(truncatingIfNeeded: random.next()) }
    case 2:
      let (a, b) = (random.below(bytes.count), random.below(bytes.count))
      bytes.swapAt(a, b)
    case 3:
      let value = Self.edges(UInt64(bytes.count))[random.below(11)]
      let size = random.below(2) == 0 ? 4 : 8
      if bytes.count >= size { Resealer.put(value, size, at: random.below(bytes.count - size + 1), in: &bytes) }
    case 4:
      let at = random.below(bytes.count)
      for index in at..<min(bytes.count, at + 12) { bytes[index] = random.below(2) == 0 ? 0xff : 0 }
    default: bytes[random.below(bytes.count)] = UInt8(truncatingIfNeeded: random.next())
    }
  }

  /// Repeats one random case.
  mutating func replay(_ state: UInt64) {
    random = Generator(state: state)
    _ = cases(1, seconds: 60)
  }
}
