// A failed call to the operating system.

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// An operation on a path that the operating system refused.
public struct SystemError: Error, Equatable, CustomStringConvertible {
  /// What was tried, as a verb: "open", "write", "rename".
  public let operation: String
  /// The path it was tried on.
  public let path: String
  /// The operating system's error number.
  public let code: Int32

  /// Describes a failure with a known number.
  public init(_ operation: String, _ path: String, code: Int32) {
    self.operation = operation
    self.path = path
    self.code = code
  }

  /// Describes the failure that errno holds now.
  package static func last(_ operation: String, _ path: String) -> SystemError {
    SystemError(operation, path, code: errno)
  }

  /// The operating system's own words for the number.
  public var reason: String {
    guard let words = unsafe strerror(code) else { return "error \(code)" }
    return unsafe String(cString: words)
  }

  /// One line: what could not be done, to what, and why.
  public var description: String { "cannot \(operation) \(path): \(reason)" }

  /// Whether the path does not exist.
  public var isNotFound: Bool { code == ENOENT }
}
