// A lock lets one thread in at a time and always lets go.

import ConcordBytes
import Testing

struct LockTests {
  private struct Refused: Error {}

  @Test func `increments of several tasks are all counted`() async {
    let lock = Lock(0)
    await withTaskGroup(of: Void.self) { group in
      for _ in 0..<4 {
        group.addTask { for _ in 0..<25_000 { lock.withLock { $0 += 1 } } }
      }
    }
    #expect(lock.withLock { $0 } == 100_000)
  }

  @Test func `an error leaves the lock open and keeps what was changed`() {
    let lock = Lock([1])
    #expect(throws: Refused.self) {
      try lock.withLock { value throws(Refused) in
        value.append(2)
        throw Refused()
      }
    }
    #expect(lock.withLock { $0 } == [1, 2])
  }
}
