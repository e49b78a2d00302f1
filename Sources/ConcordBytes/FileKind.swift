// What a path leads to.

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// What a path leads to, links followed.
package enum FileKind: Sendable {
  case file
  case folder
  case other

  /// Looks at a path.
  package init(path: String) throws(SystemError) {
    var info = stat()
    if unsafe stat(path, &info) != 0 { throw SystemError.last("open", path) }
    switch info.st_mode & S_IFMT {
    case S_IFREG: self = .file
    case S_IFDIR: self = .folder
    default: self = .other
    }
  }
}
