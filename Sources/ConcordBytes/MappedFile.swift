// A file mapped read-only into memory, and what happens when it changes under the map.

internal import CKernels

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// A read-only map of a whole file, unmapped when the last reference goes.
///
/// The file should not change while it is mapped; publishing by rename leaves an old map intact. If it is truncated all
/// the same, a guard puts zeros in place of the lost pages and `isDamaged` becomes true, instead of the process dying.
@safe package final class MappedFile: @unchecked Sendable {
  /// The bytes of the file, for owners that keep this object: a view does not keep its file alive.
  package let view: ByteView
  /// The path it was opened by.
  package let path: String
  private let base: UnsafeMutableRawPointer?
  private let descriptor: Int32
  private let identity: FileIdentity
  private let flag: UnsafeMutablePointer<UInt64>
  private let slot: Int32

  /// Maps the file at `path`.
  ///
  /// O(1): nothing is read.
  package convenience init(path: String) throws(SystemError) {
    var descriptor: Int32
    repeat { descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK) } while descriptor < 0 && errno == EINTR
    if descriptor < 0 { throw SystemError.last("open", path) }
    try self.init(owning: descriptor, path: path)
  }

  /// Maps a file that is open, as long as it is now.
  package convenience init(_ file: FileDescriptor) throws(SystemError) {
    let descriptor = file.duplicate()
    if descriptor < 0 { throw SystemError.last("open again", file.path) }
    try self.init(owning: descriptor, path: file.path)
  }

  private init(owning descriptor: Int32, path: String) throws(SystemError) {
    var info = stat()
    if unsafe fstat(descriptor, &info) != 0 {
      let error = SystemError.last("inspect", path)
      close(descriptor)
      throw error
    }
    if info.st_mode & S_IFMT == S_IFDIR {
      close(descriptor)
      throw SystemError("read", path, code: EISDIR)
    }
    if info.st_mode & S_IFMT != S_IFREG {
      close(descriptor)
      throw SystemError("map", path, code: ENODEV)
    }
    let length = Int(info.st_size)
    var base: UnsafeMutableRawPointer? = nil
    if length > 0 {
      unsafe base = mmap(nil, length, PROT_READ, MAP_SHARED, descriptor, 0)
      if unsafe base == MAP_FAILED {
        let error = SystemError.last("map", path)
        close(descriptor)
        throw error
      }
    }
    self.path = path
    self.descriptor = descriptor
    self.identity = FileIdentity(info)
    unsafe self.base = base
    self.view = unsafe ByteView(UnsafeRawBufferPointer(start: base, count: length))
    unsafe self.flag = .allocate(capacity: 1)
    unsafe flag.initialize(to: 0)
    // SAFETY: the map and the flag outlive the registration, which `deinit` ends first.
    if let base = unsafe base, concord_guard_install() == 0 {
      self.slot = unsafe concord_guard_register(base, length, flag)
    } else {
      self.slot = -1
    }
  }

  deinit {
    concord_guard_unregister(slot)
    if let base = unsafe base { unsafe munmap(base, view.count) }
    close(descriptor)
    unsafe flag.deinitialize(count: 1)
    unsafe flag.deallocate()
  }

  /// Runs `body` over the bytes of the file, which stay mapped meanwhile.
  package func withView<Result, Failure: Error>(_ body: (ByteView) throws(Failure) -> Result) throws(Failure) -> Result
  {
    defer { withExtendedLifetime(self) {} }
    return try body(view)
  }

  /// A copy of the bytes of the file at `path`.
  package static func contents(of path: String) throws(SystemError) -> [UInt8] {
    try MappedFile(path: path).withView { $0.array }
  }

  /// Whether a page of the map was lost since it was opened.
  ///
  /// One load.
  package var isDamaged: Bool { unsafe concord_load_acquire(flag) != 0 }

  /// Whether the open file is no longer what it was when it was mapped (one system call).
  package func hasChanged() -> Bool {
    var info = stat()
    return unsafe isDamaged || fstat(descriptor, &info) != 0 || !FileIdentity(info).sameContent(as: identity)
  }
}

/// What tells two states of a file apart without reading it.
private struct FileIdentity {
  let size: Int
  let modifiedSeconds: Int
  let modifiedNanoseconds: Int

  init(_ info: stat) {
    size = Int(info.st_size)
    #if canImport(Darwin)
      modifiedSeconds = Int(info.st_mtimespec.tv_sec)
      modifiedNanoseconds = Int(info.st_mtimespec.tv_nsec)
    #else
      modifiedSeconds = Int(info.st_mtim.tv_sec)
      modifiedNanoseconds = Int(info.st_mtim.tv_nsec)
    #endif
  }

  func sameContent(as other: FileIdentity) -> Bool {
    size == other.size && modifiedSeconds == other.modifiedSeconds && modifiedNanoseconds == other.modifiedNanoseconds
  }
}
