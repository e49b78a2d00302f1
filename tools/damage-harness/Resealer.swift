// Writes artifacts whose checksums are right and whose content is not: own code over the page FileFormat.md.

import ConcordArtifact
import ConcordBytes

/// The parts of an artifact, to be put together again with matching lengths and checksums.
struct Resealer {
  struct Part {
    var entry: [UInt8] { didSet { hashes = nil } }
    var bytes: [UInt8] { didSet { hashes = nil } }
    var kind: UInt32 { Resealer.word(entry, 0) }
    /// The hashes of its units, until it changes.
    fileprivate var hashes: [UInt64]?

    init(entry: [UInt8], bytes: [UInt8]) {
      (self.entry, self.bytes) = (entry, bytes)
      hashes = unitHashes
    }

    /// Of the bytes with their padding.
    fileprivate var unitHashes: [UInt64] {
      var padded = bytes
      padded += repeatElement(0, count: ChecksumTree.padded(bytes.count) - bytes.count)
      return padded.withView { view in
        stride(from: 0, to: padded.count, by: 4_096).enumerated().compactMap { unit, offset in
          guard let slice = try? view.slice(offset, min(4_096, padded.count - offset)) else { return nil }
          return Checksum.xxh3(slice, seed: UInt64(kind) << 32 | UInt64(unit))
        }
      }
    }
  }

  private let page: [UInt8]
  var parts: [Part] = []

  /// Takes an artifact of at most 64 units apart.
  init(_ file: [UInt8]) {
    page = Array(file.prefix(HeaderLayout.size))
    for number in 0..<Int(Self.word(file, 24)) {
      let entry = Array(file[(128 + 32 * number)..<(160 + 32 * number)])
      let offset = Int(Self.long(entry, 8))
      parts.append(Part(entry: entry, bytes: Array(file[offset..<(offset + Int(Self.long(entry, 16)))])))
    }
  }

  static func word(_ bytes: [UInt8], _ at: Int) -> UInt32 {
    (0..<4).reduce(0) { $0 | UInt32(bytes[at + $1]) << UInt32(8 * $1) }
  }

  static func long(_ bytes: [UInt8], _ at: Int) -> UInt64 {
    (0..<8).reduce(0) { $0 | UInt64(bytes[at + $1]) << UInt64(8 * $1) }
  }

  static func put(_ value: UInt64, _ size: Int, at offset: Int, in bytes: inout [UInt8]) {
    for index in 0..<size { bytes[offset + index] = UInt8(truncatingIfNeeded: value >> UInt64(8 * index)) }
  }

  /// The root over a page that was changed.
  static func sealPage(_ file: inout [UInt8]) {
    let root = file.withView { view in (try? view.slice(0, 4_080)).map { Checksum.xxh128($0) } }
    guard let root else { return }
    put(root.low, 8, at: 4_080, in: &file)
    put(root.high, 8, at: 4_088, in: &file)
  }

  /// The file of the parts as they are now; nil if they need more units than fit the top.
  func file() -> [UInt8]? {
    var file = page
    var hashes: [UInt64] = []
    for (number, part) in parts.enumerated() {
      let start = file.count
      Self.put(UInt64(start), 8, at: 128 + 32 * number + 8, in: &file)
      Self.put(UInt64(part.bytes.count), 8, at: 128 + 32 * number + 16, in: &file)
      file += part.bytes
      file += repeatElement(0, count: ChecksumTree.padded(part.bytes.count) - part.bytes.count)
      if number == parts.count - 1 { break }
      hashes += part.hashes ?? part.unitHashes
    }
    if hashes.count > 64 { return nil }
    Self.put(UInt64(file.count + 16), 8, at: 16, in: &file)
    Self.put(UInt64(hashes.count), 4, at: 28, in: &file)
    Self.put(UInt64(hashes.count), 8, at: 32, in: &file)
    for index in 0..<64 { Self.put(index < hashes.count ? hashes[index] : 0, 8, at: 3_568 + 8 * index, in: &file) }
    Self.sealPage(&file)
    var footer = [UInt8](repeating: 0, count: 8) + FooterLayout.magicBytes
    Self.put(UInt64(file.count + 16), 8, at: 0, in: &footer)
    return file + footer
  }
}
