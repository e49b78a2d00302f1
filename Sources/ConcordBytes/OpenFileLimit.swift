// How many files the process may hold open.

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// The limit on open files, which a folder of many JSON-lines files would reach: each stays mapped during a build.
package enum OpenFileLimit {
  /// Raises the limit to what the system allows this process; nothing happens if it refuses.
  package static func raise() {
    #if canImport(Glibc)
      let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
    #else
      let resource = RLIMIT_NOFILE
    #endif
    var limit = rlimit()
    if unsafe getrlimit(resource, &limit) != 0 { return }
    limit.rlim_cur = limit.rlim_max
    _ = unsafe setrlimit(resource, &limit)
  }
}
