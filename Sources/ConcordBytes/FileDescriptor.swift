// An open file that is written from end to end and read at any place, with every system call checked.

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// An owned file descriptor; interrupted calls and short writes go on by themselves.
package final class FileDescriptor: @unchecked Sendable {
  /// The path it was opened by, for messages.
  package let path: String
  private let number: Int32

  private init(number: Int32, path: String) {
    self.number = number
    self.path = path
  }

  deinit { close(number) }

  /// Opens a file for reading; a pipe that took a file's place is opened without waiting for a writer.
  package static func reading(_ path: String) throws(SystemError) -> FileDescriptor {
    let number = Self.retrying { unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK) }
    if number < 0 { throw SystemError.last("open", path) }
    return FileDescriptor(number: number, path: path)
  }

  /// Repeats a call that a signal interrupted.
  private static func retrying(_ call: () -> Int32) -> Int32 {
    while true {
      let result = call()
      if result >= 0 || errno != EINTR { return result }
    }
  }

  /// Standard input.
  package static func standardInput() -> FileDescriptor { FileDescriptor(number: dup(0), path: "-") }

  /// Creates a file that must not exist yet, readable and writable.
  package static func creating(_ path: String, mode: UInt32 = 0o666) throws(SystemError) -> FileDescriptor {
    let number = retrying { unsafe open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, mode_t(mode)) }
    if number < 0 { throw SystemError.last("create", path) }
    return FileDescriptor(number: number, path: path)
  }

  /// Opens a device or a pipe that is there, to write into it.
  package static func device(_ path: String) throws(SystemError) -> FileDescriptor {
    let number = retrying { unsafe open(path, O_WRONLY | O_CLOEXEC) }
    if number < 0 { throw SystemError.last("open", path) }
    return FileDescriptor(number: number, path: path)
  }

  /// Creates a file without a name in `folder`; it is gone when the last descriptor is, whatever happens to us.
  package static func anonymous(in folder: String) throws(SystemError) -> FileDescriptor {
    let path = "a temporary file in \(folder)"
    #if os(Linux)
      // Never has a name, so that no moment is left at which a kill would leave one. Not every file system can do it.
      let nameless = retrying { unsafe open(folder, 0o20_000_000 | O_DIRECTORY | O_RDWR | O_CLOEXEC, mode_t(0o600)) }
      if nameless >= 0 { return FileDescriptor(number: nameless, path: path) }
      if ![EOPNOTSUPP, EISDIR, EINVAL, ENOENT].contains(errno) {
        throw SystemError.last("create a temporary file in", folder)
      }
    #endif
    var name = Array("\(folder)/\(spoolPrefix)XXXXXX".utf8CString)
    let number = unsafe name.withUnsafeMutableBufferPointer { buffer -> Int32 in
      guard let start = buffer.baseAddress else { return -1 }
      let number = unsafe mkstemp(start)
      if number >= 0 { unsafe unlink(start) }
      return number
    }
    if number < 0 { throw SystemError.last("create a temporary file in", folder) }
    _ = fcntl(number, F_SETFD, FD_CLOEXEC)
    return FileDescriptor(number: number, path: path)
  }

  /// How names of nameless files begin in the moment before they lose them.
  static let spoolPrefix = ".concord-spool-"

  /// Opens a folder, to sync it.
  package static func folder(_ path: String) throws(SystemError) -> FileDescriptor {
    let number = retrying { unsafe open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC) }
    if number < 0 { throw SystemError.last("open folder", path) }
    return FileDescriptor(number: number, path: path)
  }

  /// Appends all of `view` at the current place.
  package func write(_ view: ByteView) throws(SystemError) {
    var done = 0
    while done < view.count {
      // SAFETY: `done` is below `count`, so the rest lies within the view.
      let written = unsafe Self.systemWrite(number, view.base + done, view.count - done)
      if written < 0 {
        if errno == EINTR { continue }
        throw SystemError.last("write", path)
      }
      done += written
    }
  }

  private static func systemWrite(_ number: Int32, _ base: UnsafeRawPointer, _ count: Int) -> Int {
    #if canImport(Glibc)
      unsafe Glibc.write(number, base, count)
    #else
      unsafe Darwin.write(number, base, count)
    #endif
  }

  /// Writes all of `view` at `offset`; the current place stays where it is.
  package func write(_ view: ByteView, at offset: Int) throws(SystemError) {
    var done = 0
    while done < view.count {
      // SAFETY: `done` is below `count`, so the rest lies within the view.
      let written = unsafe pwrite(number, view.base + done, view.count - done, off_t(offset + done))
      if written < 0 {
        if errno == EINTR { continue }
        throw SystemError.last("write", path)
      }
      done += written
    }
  }

  /// Fills `buffer` from `offset`; returns the bytes read, fewer only at the end of the file.
  package func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int) throws(SystemError) -> Int {
    var done = 0
    while done < buffer.count, let base = buffer.baseAddress {
      let got = unsafe pread(number, base + done, buffer.count - done, off_t(offset + done))
      if got < 0 {
        if errno == EINTR { continue }
        throw SystemError.last("read", path)
      }
      if got == 0 { break }
      done += got
    }
    return done
  }

  /// Reads what comes next into `buffer`, for pipes; 0 at the end.
  package func readNext(into buffer: UnsafeMutableRawBufferPointer) throws(SystemError) -> Int {
    while true {
      #if canImport(Glibc)
        let got = unsafe Glibc.read(number, buffer.baseAddress, buffer.count)
      #else
        let got = unsafe Darwin.read(number, buffer.baseAddress, buffer.count)
      #endif
      if got >= 0 { return got }
      if errno == EAGAIN {
        // A pipe that was opened without waiting, and has a writer who takes his time.
        var wanted = pollfd(fd: number, events: Int16(POLLIN), revents: 0)
        _ = unsafe poll(&wanted, 1, -1)
      } else if errno != EINTR {
        throw SystemError.last("read", path)
      }
    }
  }

  /// Waits until there is something to be read here or from another descriptor, or the time is over; a signal ends it too.
  ///
  /// - Parameters:
  ///   - other: another descriptor, -1 for none.
  ///   - milliseconds: how long to wait; nil for ever.
  /// - Returns: whether reading here, or there, would not wait: there are bytes, an end or an error.
  package func wait(orFor other: Int32, milliseconds: Int32?) throws(SystemError) -> (here: Bool, other: Bool) {
    var wanted = [
      pollfd(fd: number, events: Int16(POLLIN), revents: 0), pollfd(fd: other, events: Int16(POLLIN), revents: 0),
    ]
    let count = unsafe poll(&wanted, 2, milliseconds ?? -1)
    if count < 0 {
      if errno == EINTR { return (false, false) }
      throw SystemError.last("wait for", path)
    }
    return (wanted[0].revents != 0, wanted[1].revents != 0)
  }

  /// Forces what was written onto the disk.
  package func sync() throws(SystemError) {
    while fsync(number) != 0 {
      if errno != EINTR { throw SystemError.last("sync", path) }
    }
  }

  /// Takes an exclusive lock that ends with the process; false if another process holds it.
  package func tryLock() -> Bool { flock(number, LOCK_EX | LOCK_NB) == 0 }

  /// Makes the file `length` bytes long, on disk too where the system can promise that: a map of it then never fails.
  package func allocate(_ length: Int) throws(SystemError) {
    #if canImport(Glibc)
      var code = EINTR
      while code == EINTR { code = posix_fallocate(number, 0, off_t(length)) }
      if code != 0 { throw SystemError("make room in", path, code: code) }
    #else
      if Self.retrying({ ftruncate(number, off_t(length)) }) < 0 { throw SystemError.last("make room in", path) }
    #endif
  }

  /// Another descriptor of the same open file, which the caller closes; -1 if there is none to be had.
  func duplicate() -> Int32 { dup(number) }

  /// Length of the file in bytes.
  package func length() throws(SystemError) -> Int {
    var info = stat()
    if unsafe fstat(number, &info) != 0 { throw SystemError.last("inspect", path) }
    return Int(info.st_size)
  }
}
