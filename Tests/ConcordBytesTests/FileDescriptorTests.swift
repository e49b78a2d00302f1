// Open files: what is written is read back, and every refusal says what, where and why.

import ConcordBytes
import ConcordTestSupport
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

struct FileDescriptorTests {
  private let folder = TemporaryFolder()

  private func read(_ file: FileDescriptor, _ count: Int, at offset: Int) throws -> [UInt8] {
    let room = GuardedBytes(capacity: count)
    let got = try unsafe file.read(into: room.room(count), at: offset)
    return unsafe Array(room.room(count).prefix(got))
  }

  @Test func `what is written is read back at any place`() throws {
    let file = try FileDescriptor.creating(folder.file("a"))
    try [UInt8]([1, 2, 3]).withView { view throws(SystemError) in try file.write(view) }
    try [UInt8]([4, 5]).withView { view throws(SystemError) in try file.write(view) }
    try file.sync()
    #expect(try file.length() == 5)
    #expect(try read(file, 3, at: 1) == [2, 3, 4])
    #expect(try read(file, 9, at: 3) == [4, 5])
    #expect(try read(file, 9, at: 100) == [])
    #expect(folder.read("a") == [1, 2, 3, 4, 5])
  }

  @Test func `reading on stops at the end`() throws {
    let file = try FileDescriptor.reading(folder.write("b", [1, 2, 3]))
    let room = GuardedBytes(capacity: 2)
    #expect(try unsafe file.readNext(into: room.room(2)) == 2)
    #expect(try unsafe file.readNext(into: room.room(2)) == 1)
    #expect(try unsafe file.readNext(into: room.room(2)) == 0)
  }

  @Test func `a nameless file is in no listing`() throws {
    let file = try FileDescriptor.anonymous(in: folder.path)
    try [UInt8]([1]).withView { view throws(SystemError) in try file.write(view) }
    #expect(try file.length() == 1)
    #expect(folder.names == [])
  }

  @Test func `a lock is held by one descriptor at a time`() throws {
    let path = folder.write("c", [])
    let first = try FileDescriptor.reading(path)
    let second = try FileDescriptor.reading(path)
    #expect(first.tryLock())
    #expect(!second.tryLock())
  }

  @Test func `refusals are typed`() throws {
    #expect(throws: SystemError("open", folder.file("none"), code: ENOENT)) {
      _ = try FileDescriptor.reading(folder.file("none"))
    }
    #expect(throws: SystemError("create", folder.write("d", [1]), code: EEXIST)) {
      _ = try FileDescriptor.creating(folder.file("d"))
    }
    #expect(throws: SystemError.self) { _ = try FileDescriptor.anonymous(in: folder.file("none")) }
    #expect(throws: SystemError("open folder", folder.file("d"), code: ENOTDIR)) {
      _ = try FileDescriptor.folder(folder.file("d"))
    }
    let readOnly = try FileDescriptor.reading(folder.file("d"))
    #expect(throws: SystemError("write", folder.file("d"), code: EBADF)) {
      try [UInt8]([1]).withView { view throws(SystemError) in try readOnly.write(view) }
    }
    #expect(try FileDescriptor.folder(folder.path).length() >= 0)
  }
}
