// Room in a nameless file: zero at first, writable everywhere, without a trace in the folder.

import ConcordBytes
import ConcordTestSupport
import Testing

struct WorkFileTests {
  @Test(arguments: [0, 1, 4_096, 3 << 20]) func `memory is zero and holds what is written`(capacity: Int) throws {
    let folder = TemporaryFolder()
    let file = try WorkFile(capacity: capacity, folder: folder.path)
    #expect(file.capacity == max(1, capacity))
    for offset in [0, file.capacity / 2, file.capacity - 1] {
      #expect(unsafe file.base.load(fromByteOffset: offset, as: UInt8.self) == 0)
    }
    for offset in [0, file.capacity / 2, file.capacity - 1] {
      unsafe file.base.storeBytes(of: 0x5a, toByteOffset: offset, as: UInt8.self)
      #expect(unsafe file.base.load(fromByteOffset: offset, as: UInt8.self) == 0x5a)
    }
    #expect(TestFiles.names(in: folder.path) == [])
  }

  @Test func `a folder that is not there, and more than any disk has, are typed errors`() {
    let folder = TemporaryFolder()
    #expect(throws: SystemError.self) { try WorkFile(capacity: 1, folder: "\(folder.path)/absent") }
    #expect(throws: SystemError.self) { try WorkFile(capacity: Int.max, folder: folder.path) }
  }
}
