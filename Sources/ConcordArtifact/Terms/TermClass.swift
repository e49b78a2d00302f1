// What a key of the term dictionary is: its first byte.

/// Classes of terms, in the order of the dictionary.
package enum TermKind {
  /// A word as it is folded.
  package static let surface: UInt8 = 0
  /// A stem.
  package static let stem: UInt8 = 1
  /// A spelling that differs from the folded form beyond case.
  package static let exact: UInt8 = 2
  /// One or two characters of a script without spaces.
  package static let gram: UInt8 = 3
}
