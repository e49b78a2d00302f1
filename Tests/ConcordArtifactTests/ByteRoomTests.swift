// Memory that grows keeps what it holds, also where it becomes pages of the system.

import ConcordBytes
import ConcordTestSupport
import Testing

@testable import ConcordArtifact

struct ByteRoomTests {
  @Test(arguments: [0, 1, 64, 100_000, 2 << 20, (2 << 20) + 1])
  func `what was written stays where room grows`(first: Int) {
    var random = SeededRandom(seed: UInt64(first))
    let room = ByteRoom(capacity: first)
    #expect(room.capacity >= first)
    var bytes: [UInt8] = []
    let drawn = random.bytes(4096)
    while bytes.count < 5 << 20 {
      // Drawing millions of bytes would take seconds: a few thousand are repeated.
      let wanted = 1 + random.below(1 + bytes.count / 2 + 100)
      var more = Array(drawn[random.below(drawn.count)...])
      while more.count < wanted { more += more }
      more.removeLast(more.count - wanted)
      room.reserve(more.count, behind: bytes.count)
      #expect(room.capacity >= bytes.count + more.count)
      unsafe more.withUnsafeBytes { more in
        guard let base = more.baseAddress else { return }
        unsafe (room.base + bytes.count).copyMemory(from: base, byteCount: more.count)
      }
      bytes += more
      #expect(bytes.withView { unsafe ByteView(base: room.base, count: bytes.count).compare($0) } == 0)
    }
  }

  @Test func `room that is there is not moved`() {
    let room = ByteRoom(capacity: 1_000)
    let base = unsafe room.base
    room.reserve(1_000, behind: 0)
    room.reserve(1, behind: 999)
    #expect(unsafe room.base == base)
  }
}
