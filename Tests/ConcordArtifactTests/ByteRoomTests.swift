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
    while bytes.count < 5 << 20 {
      let more = random.bytes(1 + random.below(1 + bytes.count / 2 + 100))
      room.reserve(more.count, behind: bytes.count)
      #expect(room.capacity >= bytes.count + more.count)
      for (index, byte) in more.enumerated() {
        unsafe room.base.storeBytes(of: byte, toByteOffset: bytes.count + index, as: UInt8.self)
      }
      bytes += more
      #expect(unsafe ByteView(base: room.base, count: bytes.count).array == bytes)
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
