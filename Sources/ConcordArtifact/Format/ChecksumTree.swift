// The checksum tree: one hash per 4 KB unit, hashes of hashes, until 64 are left for the first page.

internal import ConcordBytes

/// Arithmetic of the tree, shared by writer and reader.
///
/// Each section is cut into units of 4,096 bytes from its start, its zero padding included. Level 0 holds one XXH3-64 a
/// unit, in file order. While a level has more than 64 hashes, it is stored in section `CSUM`, cut into units itself and
/// hashed one level up (512 hashes a unit). The last level, the top, stands in the first page. Each hash is seeded with
/// kind and number of its unit, so that bytes which moved do not verify.
package enum ChecksumTree {
  /// Bytes in a unit.
  package static let unitSize = 4096
  /// Hashes that fit into the first page.
  package static let topCapacity = 64
  /// Hashes in a unit of a level.
  static let fanOut = unitSize / 8

  /// Units that `length` bytes fill.
  static func units(_ length: Int) -> Int { (length + unitSize - 1) / unitSize }

  /// A section's length with its padding: at least 64 zero bytes, up to a multiple of 64.
  package static func padded(_ length: Int) -> Int { (length + 64 + 63) & ~63 }

  /// Number of hashes in each level that is stored in `CSUM`, lowest first; empty if all fit into the top.
  static func storedLevels(unitCount: Int) -> [Int] {
    var levels: [Int] = []
    var count = unitCount
    while count > topCapacity {
      levels.append(count)
      count = (count + fanOut - 1) / fanOut
    }
    return levels
  }

  /// The seed of a unit's hash.
  static func seed(_ kind: SectionKind, level: Int = 0, unit: Int) -> UInt64 {
    UInt64(kind.code &+ UInt32(truncatingIfNeeded: level)) << 32 | UInt64(UInt32(truncatingIfNeeded: unit))
  }

  /// The hash of one unit.
  static func hash(_ bytes: ByteView, _ kind: SectionKind, level: Int = 0, unit: Int) -> UInt64 {
    Checksum.xxh3(bytes, seed: seed(kind, level: level, unit: unit))
  }

  /// Builds the stored levels and the top over the hashes of all units.
  static func build(_ leaves: [UInt64]) -> (stored: [UInt8], top: [UInt64]) {
    var stored = ByteWriter()
    var level = leaves
    var number = 0
    while level.count > topCapacity {
      var bytes = ByteWriter()
      for hash in level { bytes.writeU64(hash) }
      var above: [UInt64] = []
      bytes.withView { view in
        for unit in 0..<units(view.count) {
          let start = unit * unitSize
          guard let slice = try? view.slice(start, min(unitSize, view.count - start)) else { continue }
          above.append(hash(slice, .checksums, level: number, unit: unit))
        }
      }
      stored.writeBytes(bytes.bytes)
      level = above
      number += 1
    }
    return (stored.bytes, level)
  }
}
