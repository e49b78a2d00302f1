// Address space that is zero until it is written to, and again after it was given back.

import ConcordBytes
import Testing

struct ReservationTests {
  @Test func `memory is zero, holds what is written, and is zero after a clear`() throws {
    let reservation = try Reservation(capacity: 1 << 30)
    #expect(reservation.capacity == 1 << 30)
    for offset in [0, 4_096, 1 << 29, 1 << 30 - 8] {
      #expect(unsafe reservation.base.load(fromByteOffset: offset, as: UInt64.self) == 0)
      unsafe reservation.base.storeBytes(of: 0x1234, toByteOffset: offset, as: UInt64.self)
      #expect(unsafe reservation.base.load(fromByteOffset: offset, as: UInt64.self) == 0x1234)
    }
    reservation.clear()
    #expect(unsafe reservation.base.load(fromByteOffset: 4_096, as: UInt64.self) == 0)
  }

  @Test func `more than the address space is a typed error`() {
    #expect(throws: SystemError.self) { try Reservation(capacity: Int.max) }
  }
}
