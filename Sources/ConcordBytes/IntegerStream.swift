// Streams of up to 128 integers in patched frame-of-reference packing; CKernels' packing.h says what the bytes are.

internal import CKernels

/// The integer codec of the file.
package enum IntegerStream {
  /// Values in a full block.
  package static let blockSize = 128
  /// No stream is longer than this many bytes.
  package static let maximumLength = 1024

  /// Appends the encoding of `count` (1...128) values.
  package static func encode(_ values: UnsafePointer<UInt32>, count: Int, into bytes: inout [UInt8]) {
    precondition(count >= 1 && count <= blockSize, "a stream holds 1 to 128 values")
    unsafe withUnsafeTemporaryAllocation(of: UInt8.self, capacity: maximumLength) { scratch in
      guard let out = scratch.baseAddress else { return }
      let length = unsafe concord_encode_stream(values, UInt32(count), out)
      unsafe bytes.append(contentsOf: UnsafeBufferPointer(start: out, count: length))
    }
  }

  /// Decodes `count` values from the start of `available` bytes; returns the bytes read, 0 if they are no stream.
  @inline(__always)
  package static func decode(
    _ bytes: UnsafePointer<UInt8>, available: Int, count: Int, into values: UnsafeMutablePointer<UInt32>
  ) -> Int {
    unsafe concord_decode_stream(bytes, available, UInt32(truncatingIfNeeded: count), values)
  }

  /// The length of a stream of `count` values, 0 if the bytes are none.
  package static func skip(_ bytes: UnsafePointer<UInt8>, available: Int, count: Int) -> Int {
    unsafe concord_skip_stream(bytes, available, UInt32(truncatingIfNeeded: count))
  }

  /// Turns gaps into ascending numbers after `previous` (-1 at the start); returns the last, which may exceed 32 bits.
  @inline(__always)
  package static func sumGaps(_ values: UnsafeMutablePointer<UInt32>, count: Int, after previous: Int64) -> UInt64 {
    unsafe concord_sum_gaps(values, UInt32(truncatingIfNeeded: count), previous)
  }
}
