// One bit a unit, set once and seen by all.

import ConcordBytes
import ConcordTestSupport
import Testing

struct UnitBitmapTests {
  @Test(arguments: [0, 1, 63, 64, 65, 4_096, 100_000])
  func `bits are apart from one another`(count: Int) throws {
    let bitmap = try UnitBitmap(count: count)
    #expect(bitmap.count == count)
    var random = SeededRandom(seed: UInt64(count))
    var model = Set<Int>()
    for _ in 0..<min(count, 500) {
      let index = random.below(count)
      bitmap.insert(index)
      model.insert(index)
    }
    if count > 0 {
      bitmap.insert(count - 1)
      model.insert(count - 1)
    }
    #expect((0..<count).filter { bitmap.contains($0) } == model.sorted())
  }

  @Test func `a bitmap for a terabyte costs nothing until it is written to`() throws {
    let bitmap = try UnitBitmap(count: 1 << 28)
    bitmap.insert(1 << 27)
    #expect(bitmap.contains(1 << 27))
    #expect(!bitmap.contains(1 << 28 - 1))
  }

  @Test func `several tasks set bits of one word`() async throws {
    let bitmap = try UnitBitmap(count: 64)
    await withTaskGroup(of: Void.self) { group in
      for task in 0..<4 {
        group.addTask { for bit in stride(from: task, to: 64, by: 4) { bitmap.insert(bit) } }
      }
    }
    #expect((0..<64).allSatisfy { bitmap.contains($0) })
  }
}
