// One more section for an artifact that is written already: what has to be written behind it and over its first page.

package import ConcordBytes

/// The bytes that turn an artifact into one with another section.
///
/// The sections that are there stay where they are. Only the checksum tree behind them and the first page change, so that
/// what is known only once the file can be asked, such as golden answers, costs no second copy of it.
package struct ArtifactAddition {
  /// Where `tail` belongs: at the end of the last section but CSUM.
  package let offset: Int
  /// The new section, CSUM and the footer; always more than what stood there.
  package let tail: [UInt8]
  /// The new first page.
  package let page: [UInt8]
  /// Length of the whole file.
  package let length: Int
  /// The new identity of its bytes.
  package let root: Hash128
}

extension ArtifactBytes {
  /// What adds a section at the end; its kind must be the last of all but CSUM.
  ///
  /// The hashes of the other sections are taken from the tree, verified; their units are not read. O(units).
  package func adding(_ kind: SectionKind, _ content: [UInt8]) throws(ArtifactError) -> ArtifactAddition {
    precondition(SectionKind.all.dropLast().last == kind && sectionIfPresent(kind) == nil, "it is added once, last")
    var leaves: [UInt64] = []
    leaves.reserveCapacity(unitCount + ChecksumTree.units(ChecksumTree.padded(content.count)))
    for unit in 0..<unitCount { leaves.append(try expectedHash(level: 0, index: unit)) }
    let added = SectionSpool(kind)
    let checksums = SectionSpool(.checksums, elementSize: 8)
    var tail: [UInt8] = []
    let tree: (stored: [UInt8], top: [UInt64])
    do throws(SystemError) {
      try added.append(content)
      try added.finish()
      leaves += added.hashes
      tree = ChecksumTree.build(leaves)
      try checksums.append(tree.stored)
      try checksums.finish()
      for section in [added, checksums] { try section.copy { (view) in tail += view.array } }
    } catch {
      throw .system(error)
    }
    let others = sections.filter { $0.kind != .checksums }
    let offset = others.last.map { $0.offset + ChecksumTree.padded($0.length) } ?? HeaderLayout.size
    let length = offset + tail.count + FooterLayout.size
    tail += ArtifactWriter.footer(length: length)
    let (page, root) = ArtifactWriter.header(
      others + [SectionEntry(added), SectionEntry(checksums)], length: length, units: leaves.count, top: tree.top,
      contentIdentity)
    return ArtifactAddition(offset: offset, tail: tail, page: page, length: length, root: root)
  }
}

extension SectionEntry {
  /// An entry for a section that has no place in a file yet.
  init(_ section: SectionSpool) {
    self.init(
      kind: section.kind, version: section.version, flags: section.kind.isRequired ? SectionLayout.requiredFlag : 0,
      offset: 0, length: section.length, elementSize: section.elementSize, firstUnit: 0)
  }
}
