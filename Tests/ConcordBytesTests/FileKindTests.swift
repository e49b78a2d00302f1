// What a path leads to, links followed.

import ConcordBytes
import ConcordTestSupport
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

struct FileKindTests {
  @Test func `files, folders, pipes and links are told apart`() throws {
    let folder = TemporaryFolder()
    #expect(try FileKind(path: folder.path) == .folder)
    let file = folder.write("a", [])
    #expect(try FileKind(path: file) == .file)
    #expect(unsafe mkfifo(folder.file("pipe"), 0o600) == 0)
    #expect(try FileKind(path: folder.file("pipe")) == .other)
    #expect(unsafe symlink(file, folder.file("link")) == 0)
    #expect(try FileKind(path: folder.file("link")) == .file)
    #expect(unsafe symlink(folder.file("gone"), folder.file("dangling")) == 0)
    #expect(throws: SystemError("open", folder.file("dangling"), code: ENOENT)) {
      _ = try FileKind(path: folder.file("dangling"))
    }
  }
}
