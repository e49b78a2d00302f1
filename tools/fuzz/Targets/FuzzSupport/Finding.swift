// How a target says what it found.

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Says what is wrong and ends the process, which libFuzzer takes for a finding: it writes the input to a file.
package func finding(_ what: String) -> Never {
  let line = Array("FINDING: \(what)\n".utf8)
  _ = unsafe line.withUnsafeBytes { unsafe write(STDERR_FILENO, $0.baseAddress, $0.count) }
  abort()
}

/// Bytes as text for a finding.
package func shown(_ bytes: some Sequence<UInt8>) -> String {
  String(decoding: Array(bytes), as: UTF8.self).debugDescription
}
