// A mapped file, and what a reader sees when the file changes under the map.

import ConcordBytes
import ConcordTestSupport
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

struct MappedFileTests {
  private let folder = TemporaryFolder()

  @Test func `the map is the file`() throws {
    let bytes = (0..<10_000).map { UInt8(truncatingIfNeeded: $0) }
    let file = try MappedFile(path: folder.write("a", bytes))
    #expect(file.view.array == bytes)
    #expect(!file.isDamaged)
    #expect(!file.hasChanged())
  }

  @Test func `an empty file is a view of nothing`() throws {
    let file = try MappedFile(path: folder.write("empty", []))
    #expect(file.view.count == 0)
    #expect(!file.hasChanged())
  }

  @Test func `truncation under the map reads as zeros, raises the flag and kills nobody`() throws {
    let path = folder.write("b", [UInt8](repeating: 9, count: 5 * 4_096))
    let file = try MappedFile(path: path)
    #expect(try file.view.u8(at: 4_096 * 3) == 9)
    #expect(unsafe truncate(path, 4_096) == 0)
    #expect(try file.view.u8(at: 0) == 9)
    #expect(!file.isDamaged)
    #expect(file.hasChanged())
    #expect(try file.view.u8(at: 4_096 * 3) == 0)
    #expect(try file.view.u64(at: 5 * 4_096 - 8) == 0)
    #expect(file.isDamaged)
    #expect(file.hasChanged())
  }

  @Test func `one damaged map leaves another one whole`() throws {
    let path = folder.write("c", [UInt8](repeating: 9, count: 2 * 4_096))
    let other = try MappedFile(path: folder.write("d", [UInt8](repeating: 8, count: 2 * 4_096)))
    let file = try MappedFile(path: path)
    #expect(unsafe truncate(path, 0) == 0)
    #expect(try file.view.u8(at: 4_096) == 0)
    #expect(file.isDamaged)
    #expect(!other.isDamaged)
    #expect(try other.view.u8(at: 4_096) == 8)
  }

  @Test func `replacing the file by rename leaves the map as it was`() throws {
    let path = folder.write("e", [1, 2, 3])
    let file = try MappedFile(path: path)
    #expect(unsafe rename(folder.write("f", [4, 5, 6, 7]), path) == 0)
    #expect(file.view.array == [1, 2, 3])
    #expect(!file.isDamaged)
  }

  @Test func `growing and overwriting in place show in hasChanged`() throws {
    let path = folder.write("g", [1, 2, 3])
    let file = try MappedFile(path: path)
    folder.write("g", [1, 2, 3, 4])
    #expect(file.hasChanged())
  }

  @Test func `a map of an open file is the file`() throws {
    let file = try FileDescriptor.reading(folder.write("h", [5, 6]))
    let map = try MappedFile(file)
    // A view does not keep its map alive.
    let bytes = withExtendedLifetime(map) { map.view.array }
    #expect(bytes == [5, 6])
  }

  @Test func `a missing file, a folder and a pipe are typed errors`() {
    #expect(throws: SystemError("open", folder.file("none"), code: ENOENT)) {
      _ = try MappedFile(path: folder.file("none"))
    }
    #expect(throws: SystemError("read", folder.path, code: EISDIR)) { _ = try MappedFile(path: folder.path) }
    #expect(unsafe mkfifo(folder.file("pipe"), 0o600) == 0)
    #expect(throws: SystemError("map", folder.file("pipe"), code: ENODEV)) {
      _ = try MappedFile(path: folder.file("pipe"))
    }
  }
}
