// Real trees: what is listed, what is skipped and why, and that odd trees do no harm.

import ConcordBuild
import ConcordBytes
import ConcordTestSupport
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

private let kinds: Set<String> = ["md", "markdown", "txt", "jsonl", "csv"]

private func list(_ folder: TemporaryFolder, _ below: String = "") throws -> FolderListing {
  try FolderWalker.list(root: folder.path + below, extensions: kinds)
}

extension FolderListing {
  fileprivate var paths: [String] { files.map(\.path) }
  fileprivate var reasons: [String: String] {
    Dictionary(skipped.map { ($0.path, $0.reason) }, uniquingKeysWith: { $0 + "; " + $1 })
  }
}

@Suite struct `a folder walker` {
  @Test func `lists the files of a corpus in byte order`() throws {
    let folder = TemporaryFolder()
    for name in [
      "b.md", "a/z.TXT", "a.md", "a/b/c.jsonl", "a-b.csv", "é.Markdown", "a/picture.png", "Makefile", "x.md.gz",
    ] {
      folder.write("1234", to: name)
    }
    folder.makeFolder("empty.md")
    let found = try list(folder)
    #expect(found.paths == ["a-b.csv", "a.md", "a/b/c.jsonl", "a/z.TXT", "b.md", "é.Markdown"])
    #expect(found.files.allSatisfy { $0.size == 4 })
    #expect(found.ignoredCount == 3)
    #expect(found.skipped == [])
    #expect(try list(folder, "/") == found)
    #expect(try list(folder, "/a").paths == ["b/c.jsonl", "z.TXT"])
    #expect(try FolderWalker.list(root: folder.path, extensions: []).ignoredCount == 9)
  }

  @Test func `leaves hidden entries out without a word`() throws {
    let folder = TemporaryFolder()
    for name in [".hidden.md", ".git/a.md", "a/.b/c.md", "d.md"] { folder.write("", to: name) }
    let found = try list(folder)
    #expect(found.paths == ["d.md"])
    #expect(found.ignoredCount == 0 && found.skipped == [])
  }

  @Test func `follows links to files within the folder only`() throws {
    let (folder, outside) = (TemporaryFolder(), TemporaryFolder())
    folder.write("12345", to: "real/a.md")
    outside.write("", to: "secret.md")
    folder.link("in.md", to: "real/a.md")
    folder.link("absolute.md", to: folder.path + "/real/a.md")
    folder.link("in.bin", to: "real/a.md")
    folder.link("out.md", to: outside.path + "/secret.md")
    folder.link("out", to: outside.path + "/secret.md")
    folder.link(
      "up.md",
      to: "../" + outside.path.split(separator: "/").joined(separator: "/").drop { $0 != "/" }.dropFirst()
        + "/secret.md")
    folder.link("nothing.md", to: "gone.md")
    folder.link("folder", to: "real")
    folder.link("here", to: ".")
    folder.link("loop-a.md", to: "loop-b.md")
    folder.link("loop-b.md", to: "loop-a.md")
    folder.link("device.md", to: "/dev/null")
    let found = try list(folder)
    #expect(found.paths == ["absolute.md", "in.md", "real/a.md"])
    #expect(found.files.allSatisfy { $0.size == 5 })
    #expect(found.ignoredCount == 1)
    let reasons = found.reasons
    #expect(reasons["out.md"] == "a symbolic link out of the folder")
    #expect(reasons["out"] == "a symbolic link out of the folder")
    #expect(reasons["up.md"] == "a symbolic link out of the folder" || reasons["up.md"] == "a symbolic link to nothing")
    #expect(reasons["nothing.md"] == "a symbolic link to nothing")
    #expect(reasons["folder"] == "a symbolic link to a folder")
    #expect(reasons["here"] == "a symbolic link to a folder")
    #expect(reasons["loop-a.md"]?.hasPrefix("a symbolic link that cannot be followed: ") == true)
    #expect(reasons["loop-b.md"] != nil)
    #expect(reasons["device.md"] == "a symbolic link to something that is not a file")
    #expect(reasons.count == 9)
  }

  @Test func `may begin at a link, and does not take a folder of a similar name for its own`() throws {
    let folder = TemporaryFolder()
    folder.write("", to: "root/a.md")
    folder.write("", to: "root-2/b.md")
    folder.link("root/b.md", to: "../root-2/b.md")
    folder.link("link", to: "root")
    let found = try list(folder, "/link")
    #expect(found.paths == ["a.md"])
    #expect(found.reasons == ["b.md": "a symbolic link out of the folder"])
  }

  @Test func `lists pipes and sockets as skipped`() throws {
    let folder = TemporaryFolder()
    #expect(unsafe mkfifo(folder.path + "/pipe.md", 0o600) == 0)
    #expect(unsafe mkfifo(folder.path + "/.gitignore", 0o600) == 0)
    #expect(makeSocket(folder.path + "/s") == 0)
    let found = try list(folder)
    #expect(found.paths == [])
    #expect(found.reasons == ["pipe.md": "a named pipe", "s": "a socket"])
  }

  private func makeSocket(_ path: String) -> Int32 {
    #if canImport(Glibc)
      let number = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    #else
      let number = socket(AF_UNIX, SOCK_STREAM, 0)
    #endif
    defer { close(number) }
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    unsafe withUnsafeMutableBytes(of: &address.sun_path) { field in
      unsafe field.copyBytes(from: path.utf8.prefix(field.count - 1))
    }
    return unsafe withUnsafePointer(to: &address) { pointer in
      unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        unsafe bind(number, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
  }

  @Test(.enabled(if: geteuid() != 0, "root may read everything"))
  func `lists what may not be read as skipped`() throws {
    let folder = TemporaryFolder()
    folder.write("", to: "a.md")
    folder.write("", to: "b/c.md")
    unsafe chmod(folder.path + "/a.md", 0)
    unsafe chmod(folder.path + "/b", 0)
    defer { unsafe chmod(folder.path + "/b", 0o700) }
    let found = try list(folder)
    #expect(found.paths == [])
    #expect(found.reasons["a.md"]?.hasPrefix("cannot read: ") == true)
    #expect(found.reasons["b"]?.hasPrefix("cannot open folder: ") == true)
  }

  @Test func `lists a path that is too deep as skipped`() throws {
    let folder = TemporaryFolder()
    let home = unsafe open(folder.path, O_RDONLY | O_DIRECTORY)
    var here = dup(home)
    // 2,500 levels pass the 4,096 bytes of a path; to make and remove 10,000, which are listed alike, takes 15 s.
    for _ in 0..<2_500 {
      unsafe mkdirat(here, "d", 0o777)
      let file = unsafe openat(here, "f.md", O_CREAT | O_WRONLY, 0o666)
      close(file)
      let next = unsafe openat(here, "d", O_RDONLY | O_DIRECTORY)
      close(here)
      here = next
    }
    close(here)
    close(home)
    let found = try list(folder)
    #expect(found.files.count > 1_900 && found.files.count < 2_048)
    #expect(found.skipped.count >= 1 && found.skipped.count <= 4)
    #expect(found.skipped.allSatisfy { $0.reason == "the path is longer than the system allows" })
  }

  @Test func `takes odd names as they are, and those that are no text not at all`() throws {
    let folder = TemporaryFolder()
    for name in [
      "new\nline.md", "esc\u{1B}[31m.md", " .md", "*.md", "back\\slash.md", String(repeating: "n", count: 252) + ".md",
    ] {
      folder.write("", toBytes: Array(name.utf8))
    }
    folder.write("", toBytes: [0xFF, 0x2E, 0x6D, 0x64])
    folder.write("", toBytes: [0xFF])
    unsafe mkdir([CChar](folder.path.utf8CString.dropLast()) + [0x2F, CChar(bitPattern: 0xFE), 0], 0o777)
    let found = try list(folder)
    #expect(found.files.count == 6)
    #expect(found.skipped.map(\.reason) == ["file name is not UTF-8", "file name is not UTF-8"])
    #expect(found.ignoredCount == 1)
  }

  @Test func `says why the folder itself cannot be read`() throws {
    let folder = TemporaryFolder()
    folder.write("", to: "a.md")
    #expect(throws: SystemError("open folder", folder.path + "/none", code: ENOENT)) { try list(folder, "/none") }
    #expect(throws: SystemError("open folder", folder.path + "/a.md", code: ENOTDIR)) { try list(folder, "/a.md") }
  }

  @Test func `keeps to ignore files, the later and the deeper first`() throws {
    let folder = TemporaryFolder()
    folder.write("*.txt\nsecret/\n/top.md\n", to: ".gitignore")
    folder.write("!keep.txt\n", to: ".ignore")
    folder.write("drafts\n", to: ".concordignore")
    folder.write("!b.txt\nc.md\n", to: "a/.gitignore")
    for name in [
      "a/b.txt", "a/c.md", "a/top.md", "c.md", "d.txt", "drafts/x.md", "keep.txt", "secret/keep.txt", "top.md",
      "a/secret/x.md", "a/drafts",
    ] { folder.write("", to: name) }
    let found = try list(folder)
    #expect(found.paths == ["a/b.txt", "a/top.md", "c.md", "keep.txt"])
    #expect(found.skipped == [])
    // a/c.md, d.txt, drafts, secret, top.md, a/secret, a/drafts
    #expect(found.ignoredCount == 7)
  }
}
