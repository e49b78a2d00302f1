// Results come back in the order of the inputs, whatever the threads do.

import ConcordBytes
import Testing

struct OrderedWorkersTests {
  /// Work whose length depends on the input, so that threads finish out of order.
  private static func work(_ input: Int) -> Int {
    var value = input
    for _ in 0..<(input % 7 * 500) { value = value &* 31 &+ 7 }
    return value & 0 | input * 2
  }

  @Test(arguments: [0, 1, 4])
  func `order is kept`(threads: Int) {
    let workers = OrderedWorkers<Int, Int>(threads: threads, work: Self.work)
    defer { workers.close() }
    var results: [Int] = []
    for input in 0..<2_000 {
      workers.submit(input)
      while workers.inFlight > 16, let result = workers.next() { results.append(result) }
    }
    while let result = workers.next() { results.append(result) }
    #expect(results == (0..<2_000).map { $0 * 2 })
    #expect(workers.inFlight == 0)
    #expect(workers.next() == nil)
  }

  @Test(arguments: [0, 1, 4])
  func `closing drops what nobody took, and nobody waits for it`(threads: Int) {
    let workers = OrderedWorkers<Int, Int>(threads: threads, work: Self.work)
    for input in 0..<500 { workers.submit(input) }
    #expect(workers.next() == 0)
    workers.close()
    #expect(workers.inFlight == 0)
    #expect(workers.next() == nil)
    workers.close()
  }

  @Test func `closing without work ends idle threads`() {
    let workers = OrderedWorkers<Int, Int>(threads: 4, work: Self.work)
    workers.close()
    #expect(workers.inFlight == 0)
  }
}
