// All files of a folder that make up a corpus, and a reason for each that was left out.

package import ConcordBytes

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A file of a corpus.
package struct FoundFile: Sendable, Equatable {
  /// The path below the folder, with `/` between names.
  package let path: String
  /// Length in bytes when it was listed.
  package let size: Int
}

/// What a folder holds.
package struct FolderListing: Sendable, Equatable {
  /// Files to be read, in byte order of their paths.
  package fileprivate(set) var files: [FoundFile] = []
  /// What was left out for a reason that somebody should know, in byte order of the paths.
  package fileprivate(set) var skipped: [Skipped] = []
  /// Files that are no part of a corpus: of another kind, or left out by a rule.
  ///
  /// A folder that a rule leaves out is not entered and counts as one.
  package fileprivate(set) var ignoredCount = 0
}

/// Lists the files below a folder, one folder at a time.
///
/// - Hidden entries (a dot at the start) are left out without a word.
/// - `.gitignore`, `.ignore` and `.concordignore` of each folder hold for it and what is below, the later of the three
///   and the deeper folder win. Those above the root, and git's own settings, are not read.
/// - A symbolic link to a file is followed if the real file lies within the real root. A link to elsewhere, to nothing or
///   to a folder is listed as skipped, and so are pipes, sockets, devices and whatever may not be read.
/// - A path that the system cannot open in one piece (4,096 bytes with the root) is listed as skipped and not entered.
/// - A name that is not UTF-8 is listed as skipped, since ids are text.
///
/// What comes and goes meanwhile may or may not be listed. O(entries) calls to the system.
@safe package struct FolderWalker {
  /// The ignore files of a folder, the strongest last.
  private static let ignoreFiles = [".gitignore", ".ignore", ".concordignore"]
  /// The longest ignore file that is read.
  private static let ignoreFileLimit = 1 << 20

  /// Rules that hold for a folder and below.
  private struct Rules {
    var rules: IgnoreRules
    /// The bytes of a relative path that come before what the rules speak of.
    var prefixLength: Int
    /// Where the rules of the folders above are.
    var parent: Int?
  }

  private struct Folder {
    /// Relative to the root, with a slash at the end; empty for the root.
    var prefix: [UInt8]
    var rules: Int?
  }

  private let root: String
  private let realRoot: [UInt8]
  private let extensions: Set<[UInt8]>
  private var listing = FolderListing()
  private var pending: [Folder] = []
  private var allRules: [Rules] = []

  /// Lists the files below `root` whose names end in one of `extensions`, which are lower case and without a dot.
  ///
  /// - Throws: `SystemError` if the root itself cannot be read; nothing below it makes this throw.
  package static func list(root: String, extensions: Set<String>) throws(SystemError) -> FolderListing {
    let real = try realPath(root)
    var walker = FolderWalker(
      root: root.hasSuffix("/") ? root : root + "/", realRoot: real, extensions: Set(extensions.map { Array($0.utf8) }))
    walker.pending.append(Folder(prefix: []))
    let probe = unsafe open(root, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    if probe < 0 { throw SystemError.last("open folder", root) }
    close(probe)
    while let folder = walker.pending.popLast() { walker.read(folder) }
    walker.listing.files.sort { precedes($0.path, $1.path) }
    walker.listing.skipped.sort { precedes($0.path, $1.path) }
    return walker.listing
  }

  private init(root: String, realRoot: [UInt8], extensions: Set<[UInt8]>) {
    (self.root, self.realRoot, self.extensions) = (root, realRoot, extensions)
  }

  // MARK: One folder

  private mutating func read(_ folder: Folder) {
    // The root keeps its slash, so that a link to a folder may be the root.
    let path = fullPath(folder.prefix.isEmpty ? [] : Array(folder.prefix.dropLast()))
    guard path.count <= Int(PATH_MAX) else {
      return skip(folder.prefix.dropLast(), "the path is longer than the system allows")
    }
    // A folder that became a link since it was listed is not followed.
    let flags = O_RDONLY | O_DIRECTORY | O_CLOEXEC | (folder.prefix.isEmpty ? 0 : O_NOFOLLOW)
    let number = unsafe open(path, flags)
    if number < 0 { return skip(folder.prefix.dropLast(), "cannot open folder: \(reason(errno))") }
    guard let stream = unsafe fdopendir(number) else {
      let error = errno
      close(number)
      return skip(folder.prefix.dropLast(), "cannot open folder: \(reason(error))")
    }
    // SAFETY: the stream owns the descriptor, and nothing reads from either after this scope.
    defer { unsafe closedir(stream) }
    let rules = readRules(number, folder)
    while true {
      errno = 0
      guard let entry = unsafe readdir(stream) else {
        if errno != 0 { skip(folder.prefix.dropLast(), "cannot read folder: \(reason(errno))") }
        return
      }
      let name = unsafe Self.name(of: entry)
      if name.first == UInt8(ascii: ".") { continue }
      unsafe add(name, kind: entry.pointee.d_type, folder, rules, number)
    }
  }

  private static func name(of entry: UnsafeMutablePointer<dirent>) -> [UInt8] {
    // SAFETY: the system ends a name with a NUL within the field, whatever length the field is declared with.
    let start = unsafe UnsafeRawPointer(entry) + MemoryLayout<dirent>.offset(of: \.d_name).unsafelyUnwrapped
    let length = unsafe strlen(start.assumingMemoryBound(to: CChar.self))
    return unsafe [UInt8](UnsafeRawBufferPointer(start: start, count: length))
  }

  private mutating func add(_ name: [UInt8], kind: UInt8, _ folder: Folder, _ rules: Int?, _ descriptor: Int32) {
    let path = folder.prefix + name
    var info = stat()
    var mode = Self.mode(of: kind)
    let isOurs = hasExtension(name)
    // Most entries need no call: what they are stands in the folder, and only files of a corpus have a size of interest.
    if mode == 0 || (mode == S_IFREG && isOurs) {
      if unsafe fstatat(descriptor, name.map { CChar(bitPattern: $0) } + [0], &info, AT_SYMLINK_NOFOLLOW) != 0 {
        return skip(path[...], "cannot inspect: \(reason(errno))")
      }
      mode = info.st_mode & S_IFMT
    }
    if isIgnored(path, isFolder: mode == S_IFDIR, rules) {
      listing.ignoredCount += 1
      return
    }
    switch mode {
    case S_IFDIR:
      if String(validating: name, as: UTF8.self) == nil { return skip(path[...], "file name is not UTF-8") }
      pending.append(Folder(prefix: path + [UInt8(ascii: "/")], rules: rules))
    case S_IFREG: addFile(path, name, isOurs, Int(info.st_size), descriptor)
    case S_IFLNK: addLink(path, name, isOurs, descriptor)
    case S_IFIFO: skip(path[...], "a named pipe")
    case S_IFSOCK: skip(path[...], "a socket")
    case S_IFCHR, S_IFBLK: skip(path[...], "a device")
    default: skip(path[...], "not a file")
    }
  }

  private mutating func addFile(_ path: [UInt8], _ name: [UInt8], _ isOurs: Bool, _ size: Int, _ descriptor: Int32) {
    if !isOurs {
      listing.ignoredCount += 1
      return
    }
    guard let text = String(validating: path, as: UTF8.self) else { return skip(path[...], "file name is not UTF-8") }
    if fullPath(path).count > Int(PATH_MAX) { return skip(path[...], "the path is longer than the system allows") }
    if unsafe faccessat(descriptor, name.map { CChar(bitPattern: $0) } + [0], R_OK, 0) != 0 {
      return skip(path[...], "cannot read: \(reason(errno))")
    }
    listing.files.append(FoundFile(path: text, size: size))
  }

  private mutating func addLink(_ path: [UInt8], _ name: [UInt8], _ isOurs: Bool, _ descriptor: Int32) {
    var info = stat()
    if unsafe fstatat(descriptor, name.map { CChar(bitPattern: $0) } + [0], &info, 0) != 0 {
      let words =
        errno == ENOENT ? "a symbolic link to nothing" : "a symbolic link that cannot be followed: \(reason(errno))"
      return skip(path[...], words)
    }
    switch info.st_mode & S_IFMT {
    case S_IFREG:
      let target: [UInt8]
      do throws(SystemError) {
        target = try Self.realPath(bytes: fullPath(path), name: root)
      } catch {
        return skip(path[...], "a symbolic link that cannot be followed: \(error.reason)")
      }
      if !target.starts(with: realRoot) { return skip(path[...], "a symbolic link out of the folder") }
      addFile(path, name, isOurs, Int(info.st_size), descriptor)
    case S_IFDIR: skip(path[...], "a symbolic link to a folder")
    default: skip(path[...], "a symbolic link to something that is not a file")
    }
  }

  // MARK: Rules

  /// Reads the ignore files of a folder; returns where the rules for its entries are.
  private mutating func readRules(_ descriptor: Int32, _ folder: Folder) -> Int? {
    var rules = IgnoreRules()
    for name in Self.ignoreFiles {
      let number = unsafe openat(descriptor, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
      if number < 0 {
        if errno != ENOENT {
          skip(folder.prefix + Array(name.utf8), "cannot read the ignore file: \(reason(errno))")
        }
        continue
      }
      defer { close(number) }
      var info = stat()
      if unsafe fstat(number, &info) != 0 || info.st_mode & S_IFMT != S_IFREG { continue }
      if info.st_size > Self.ignoreFileLimit {
        skip(folder.prefix + Array(name.utf8), "an ignore file of \(info.st_size) bytes, the limit is 1 MB")
        continue
      }
      rules.add(Self.contents(number, upTo: Self.ignoreFileLimit))
    }
    if rules.isEmpty { return folder.rules }
    allRules.append(Rules(rules: rules, prefixLength: folder.prefix.count, parent: folder.rules))
    return allRules.count - 1
  }

  private static func contents(_ descriptor: Int32, upTo limit: Int) -> [UInt8] {
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while bytes.count < limit {
      #if canImport(Glibc)
        let count = unsafe Glibc.read(descriptor, &chunk, chunk.count)
      #else
        let count = unsafe Darwin.read(descriptor, &chunk, chunk.count)
      #endif
      if count < 0 && errno == EINTR { continue }
      if count <= 0 { break }
      bytes += chunk[..<count]
    }
    return bytes
  }

  /// Whether a rule leaves `path` out; the nearest folder that speaks of it decides.
  private func isIgnored(_ path: [UInt8], isFolder: Bool, _ rules: Int?) -> Bool {
    var next = rules
    while let index = next {
      let found = allRules[index]
      if let verdict = found.rules.verdict(on: path[found.prefixLength...], isFolder: isFolder) { return verdict }
      next = found.parent
    }
    return false
  }

  // MARK: Names and paths

  private func hasExtension(_ name: [UInt8]) -> Bool {
    guard let dot = name.lastIndex(of: UInt8(ascii: ".")) else { return false }
    let ending = name[(dot + 1)...].map { byte in byte &- UInt8(ascii: "A") < 26 ? byte | 0x20 : byte }
    return extensions.contains(ending)
  }

  /// The path that the system understands, with the NUL at its end.
  private func fullPath(_ path: [UInt8]) -> [CChar] {
    (Array(root.utf8) + path + [0]).map { CChar(bitPattern: $0) }
  }

  private mutating func skip(_ path: ArraySlice<UInt8>, _ reason: String) {
    listing.skipped.append(Skipped(path: path.isEmpty ? "." : String(decoding: path, as: UTF8.self), reason: reason))
  }

  private mutating func skip(_ path: [UInt8], _ reason: String) { skip(path[...], reason) }

  private func reason(_ code: Int32) -> String { SystemError("", "", code: code).reason }

  /// What a folder says an entry is, 0 if it does not say.
  private static func mode(of kind: UInt8) -> mode_t {
    switch Int(kind) {
    case Int(DT_DIR): S_IFDIR
    case Int(DT_REG): S_IFREG
    case Int(DT_LNK): S_IFLNK
    case Int(DT_FIFO): S_IFIFO
    case Int(DT_SOCK): S_IFSOCK
    case Int(DT_CHR): S_IFCHR
    case Int(DT_BLK): S_IFBLK
    default: 0
    }
  }

  /// The real path of a folder with a slash at its end.
  private static func realPath(_ path: String) throws(SystemError) -> [UInt8] {
    let real = try realPath(bytes: Array(path.utf8CString), name: path)
    return real.last == UInt8(ascii: "/") ? real : real + [UInt8(ascii: "/")]
  }

  private static func realPath(bytes: [CChar], name: String) throws(SystemError) -> [UInt8] {
    guard let real = unsafe realpath(bytes, nil) else { throw SystemError.last("open folder", name) }
    // SAFETY: realpath gave a string of its own, which is freed here.
    defer { unsafe free(real) }
    return unsafe [UInt8](UnsafeRawBufferPointer(start: real, count: strlen(real)))
  }

  private static func precedes(_ a: String, _ b: String) -> Bool {
    a.utf8.lexicographicallyPrecedes(b.utf8)
  }
}
