// A published file is there complete or not at all, and leaves nothing behind.

import ConcordBytes
import ConcordTestSupport
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

struct PublishedFileTests {
  private let folder = TemporaryFolder()

  private func write(_ bytes: [UInt8], to file: PublishedFile) throws {
    try bytes.withView { view throws(SystemError) in try file.write(view) }
  }

  @Test func `publishing replaces the old file in one step`() throws {
    folder.write("x", [1])
    let file = try PublishedFile(target: folder.file("x"))
    try write([2, 3], to: file)
    try write([4], to: file)
    try file.sync()
    #expect(folder.read("x") == [1])
    #expect(folder.names.count == 2)
    try file.publish()
    #expect(folder.read("x") == [2, 3, 4])
    #expect(folder.names == ["x"])
  }

  @Test func `bytes can be written over others and behind them, and appending goes on where it was`() throws {
    let file = try PublishedFile(target: folder.file("x"))
    try write([1, 2, 3], to: file)
    try ([8, 9] as [UInt8]).withView { view throws(SystemError) in try file.write(view, at: 2) }
    try ([7] as [UInt8]).withView { view throws(SystemError) in try file.write(view, at: 0) }
    try write([4], to: file)
    try ([] as [UInt8]).withView { view throws(SystemError) in try file.write(view, at: 100) }
    #expect(folder.read("x") == nil || folder.read("x")?.isEmpty == true)
    try file.publish()
    #expect(folder.read("x") == [7, 2, 8, 4])
  }

  @Test func `giving up leaves the old file and no temporary`() throws {
    folder.write("x", [1])
    do {
      let file = try PublishedFile(target: folder.file("x"))
      try write([2], to: file)
      #expect(folder.names.count == 2)
    }
    #expect(folder.read("x") == [1])
    #expect(folder.names == ["x"])
  }

  @Test func `a dead writer's temporary is swept, those of others are not`() throws {
    folder.write(".x.999999.concord-tmp", [7])
    folder.write(".y.999999.concord-tmp", [7])
    folder.write(".x.notes", [7])
    let file = try PublishedFile(target: folder.file("x"))
    #expect(!folder.names.contains(".x.999999.concord-tmp"))
    #expect(folder.names.contains(".y.999999.concord-tmp"))
    #expect(folder.names.contains(".x.notes"))
    #expect(file.target == folder.file("x"))
  }

  @Test func `a living writer's temporary stays`() throws {
    let name = ".x.999998.concord-tmp"
    let other = try FileDescriptor.reading(folder.write(name, [7]))
    #expect(other.tryLock())
    _ = try PublishedFile(target: folder.file("x"))
    #expect(folder.names == [name])
    #expect(folder.read(name) == [7])
  }

  @Test func `a second writer of one process is refused and disturbs nothing`() throws {
    let first = try PublishedFile(target: folder.file("x"))
    #expect(throws: SystemError("create", first.temporaryPath, code: EEXIST)) {
      _ = try PublishedFile(target: folder.file("x"))
    }
    try write([1], to: first)
    try first.publish()
    #expect(folder.read("x") == [1])
  }

  @Test func `a missing folder and a folder as target are typed errors`() {
    #expect(throws: SystemError.self) { _ = try PublishedFile(target: folder.file("none/x")) }
    #expect(throws: SystemError("write", folder.path, code: EISDIR)) { _ = try PublishedFile(target: folder.path) }
    #expect(folder.names == [])
  }

  @Test func `a link stays and the file behind it is replaced`() throws {
    folder.write("x", [1])
    folder.link("link", to: "x")
    let file = try PublishedFile(target: folder.file("link"))
    try write([2], to: file)
    try file.publish()
    #expect(folder.read("x") == [2])
    folder.link("nowhere", to: "none")
    #expect(throws: SystemError("follow the link", folder.file("nowhere"), code: ENOENT)) {
      _ = try PublishedFile(target: folder.file("nowhere"))
    }
    let again = try PublishedFile(target: folder.file("link"))
    try write([3], to: again)
    try again.publish()
    #expect(folder.read("x") == [3])
    #expect(folder.names == ["link", "nowhere", "x"])
  }

  @Test func `a device or a pipe as target is refused and stays what it is`() throws {
    let pipe = folder.file("pipe")
    #expect(unsafe mkfifo(pipe, 0o600) == 0)
    folder.link("link", to: "/dev/null")
    for (target, named) in [(pipe, pipe), ("/dev/null", "/dev/null"), (folder.file("link"), "/dev/null")] {
      #expect(throws: SystemError("replace the device or pipe", named, code: EPERM)) {
        _ = try PublishedFile(target: target)
      }
      #expect(try FileKind(path: target) == .other)
    }
    #expect(folder.names == ["link", "pipe"])
  }

  @Test(
    arguments: [
      ("x", ".", "x"), ("/x", "/", "x"), ("a/x", "a", "x"), ("/a/b/x", "/a/b", "x"), ("./x", ".", "x"), ("a/", "a", ""),
    ])
  func `a path is split at its last slash`(path: String, directory: String, name: String) {
    let split = PublishedFile.split(path)
    #expect(split.folder == directory)
    #expect(split.name == name)
  }
}
