// A file that appears under its name complete or not at all.

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// Writes beside the target and renames at the end: a reader, or a crash at any instant, sees the old file or the new.
///
/// The temporary file is `.NAME.PID.concord-tmp` in the target's folder, locked while its writer lives. Making a new
/// one sweeps those whose writer is gone.
package final class PublishedFile {
  /// Where the file will appear; a link leads to the file that is replaced.
  package let target: String
  /// Where it is written.
  package let temporaryPath: String
  private let file: FileDescriptor
  private var published = false

  /// Sweeps stale temporaries of the same target and creates a fresh one.
  ///
  /// A target that is there and is no file is refused.
  package init(target: String) throws(SystemError) {
    let target = try Self.following(target)
    let (folder, name) = Self.split(target)
    switch try? FileKind(path: target) {
    case .folder: throw SystemError("write", target, code: EISDIR)
    // The rename would take its place: /dev/null of a whole machine, if the writer may.
    case .other: throw SystemError("replace the device or pipe", target, code: EPERM)
    case .file, nil: break
    }
    Self.sweep(folder: folder, name: name)
    self.target = target
    temporaryPath = "\(folder)/.\(name).\(getpid()).concord-tmp"
    file = try FileDescriptor.creating(temporaryPath)
    _ = file.tryLock()
  }

  deinit {
    if !published { unsafe unlink(temporaryPath) }
  }

  /// The folder part and the name part of a path; a bare name is in ".".
  package static func split(_ path: String) -> (folder: String, name: String) {
    guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return (".", path) }
    let folder = String(path[..<slash])
    return (folder.isEmpty ? "/" : folder, String(path[path.utf8.index(after: slash)...]))
  }

  /// Where a link leads, through all links; the path itself if it is none.
  private static func following(_ path: String) throws(SystemError) -> String {
    var info = stat()
    guard unsafe lstat(path, &info) == 0, info.st_mode & S_IFMT == S_IFLNK else { return path }
    guard let end = unsafe realpath(path, nil) else { throw SystemError.last("follow the link", path) }
    defer { unsafe free(end) }
    return unsafe String(cString: end)
  }

  private static func sweep(folder: String, name: String) {
    guard let handle = unsafe opendir(folder) else { return }
    defer { unsafe closedir(handle) }
    while let entry = unsafe readdir(handle) {
      let found = unsafe withUnsafePointer(to: &entry.pointee.d_name) { tuple in
        unsafe tuple.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe String(cString: $0) }
      }
      let path = "\(folder)/\(found)"
      // Its writer was stopped before it could take the name away, or is about to.
      if found.hasPrefix(FileDescriptor.spoolPrefix) { unsafe unlink(path) }
      guard found.hasPrefix(".\(name)."), found.hasSuffix(".concord-tmp") else { continue }
      // A lock that can be taken means that the writer is gone.
      if let stale = try? FileDescriptor.reading(path), stale.tryLock() { unsafe unlink(path) }
    }
  }

  /// Appends bytes.
  package func write(_ view: ByteView) throws(SystemError) { try file.write(view) }

  /// Writes bytes at a place of their own, over what stands there or behind it.
  package func write(_ view: ByteView, at offset: Int) throws(SystemError) { try file.write(view, at: offset) }

  /// Forces the bytes onto the disk; the file is still under its temporary name.
  package func sync() throws(SystemError) { try file.sync() }

  /// Renames the file to its target and makes the rename durable.
  ///
  /// If only the last step fails, the new file is in place and a power cut may bring back the old one. Closing is not
  /// checked: after `sync` there is nothing left to be lost.
  package func publish() throws(SystemError) {
    if unsafe rename(temporaryPath, target) != 0 { throw SystemError.last("rename to", target) }
    published = true
    do throws(SystemError) {
      try FileDescriptor.folder(Self.split(target).folder).sync()
    } catch {
      // Some file systems cannot sync a folder at all.
      if error.code != EINVAL && error.code != EOPNOTSUPP { throw error }
    }
  }
}
