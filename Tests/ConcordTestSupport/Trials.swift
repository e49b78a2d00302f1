// How many of its random cases a test tries: a sanitizer's run, five times as slow, asks for a share of them.

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The number of random cases of a long test.
package enum Trials {
  /// The share in percent, from `CONCORDANCE_TRIALS`; all of them where nothing is said.
  private static let percent: Int = {
    guard let text = unsafe getenv("CONCORDANCE_TRIALS"), let percent = unsafe Int(String(cString: text)) else {
      return 100
    }
    precondition(1...100 ~= percent, "CONCORDANCE_TRIALS is a share in percent, 1 to 100.")
    return percent
  }()

  /// The share of `all` that is tried, at least one.
  package static func of(_ all: Int) -> Int { max(1, all * percent / 100) }
}
