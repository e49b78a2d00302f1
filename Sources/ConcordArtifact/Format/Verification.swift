// Reading every byte of an artifact and listing what is wrong with it.

internal import ConcordBytes

extension ArtifactBytes {
  /// Checks every unit, every level of the tree and all padding; calls `progress` with the share done (0...1).
  ///
  /// O(size). Finds any change of any byte: header, table and top are covered by the root, which `open` checked;
  /// sections and their padding by the tree; the padding of `CSUM` must be zero.
  package func verifyEverything(progress: (Double) -> Void = { _ in }) -> [ArtifactError] {
    var problems: [ArtifactError] = []
    var done = 0
    for entry in sections where entry.kind != .checksums {
      let units = ChecksumTree.units(ChecksumTree.padded(entry.length))
      for unit in 0..<units {
        do { try verify(unit: unit, of: entry) } catch { problems.append(error) }
        done += 1
        if done & 255 == 0 { progress(Double(done) / Double(max(1, unitCount))) }
      }
    }
    if let table = sections.last {
      let start = table.offset + table.length
      for offset in start..<(table.offset + ChecksumTree.padded(table.length)) where (try? view.u8(at: offset)) != 0 {
        problems.append(.damaged(section: "CSUM", offset: offset - table.offset, what: "padding is not zero"))
        break
      }
    }
    do { try checkUnchanged() } catch { problems.append(error) }
    progress(1)
    return problems
  }
}
