// The dictionary of an optimizing build: beginnings of documents that their content hashes pick.

package import ConcordBytes

/// Picks the samples of the dictionary while documents pass by, in any order.
///
/// A sample is the first 1,024 bytes of a body, or all of a shorter one. Those of the documents with the smallest content
/// hashes are taken, one for every 128 KB of the store's stream, 64 at most, equal content once; they follow one another
/// from the smallest hash up. So the dictionary depends on the documents alone. Measured on 155 MB of Markdown: it pays
/// 1.8 KB a block of 256 KB, so that in smaller corpora a dictionary of 64 KB would cost more than it saves.
package struct DictionarySampler {
  /// Bytes of a sample.
  package static let sampleSize = 1024
  /// Most samples of a dictionary.
  package static let mostSamples = LZ4Block.longestDictionary / sampleSize
  /// Bytes of the stream for each sample.
  package static let bytesPerSample = 128 * 1024

  private var samples: [(hash: Hash128, bytes: [UInt8])] = []

  /// Begins without documents.
  package init() {}

  /// Offers the body of a document.
  package mutating func offer(_ body: ByteView, hash: Hash128) {
    func isBefore(_ a: Hash128, _ b: Hash128) -> Bool { (a.high, a.low) < (b.high, b.low) }
    if body.count == 0 { return }
    if samples.count == Self.mostSamples, let last = samples.last, !isBefore(hash, last.hash) { return }
    let place = samples.firstIndex { !isBefore($0.hash, hash) } ?? samples.count
    if place < samples.count && samples[place].hash == hash { return }
    guard let start = try? body.slice(0, min(body.count, Self.sampleSize)) else { return }
    samples.insert((hash, start.array), at: place)
    if samples.count > Self.mostSamples { samples.removeLast() }
  }

  /// The dictionary of a stream of `length` bytes; empty if it is too short for one.
  package func dictionary(streamLength length: Int) -> [UInt8] {
    samples.prefix(length / Self.bytesPerSample).flatMap(\.bytes)
  }
}
