// The first page and the footer, read and checked in the order that FileFormat.md lists.

import ConcordBytes

/// What the first page says, once it is known to be true.
struct Header {
  var sections: [SectionEntry] = []
  let root: Hash128
  let contentIdentity: Hash128
  let unitCount: Int
  let topCount: Int

  /// Checks magic, version, the page's own hash, the length, the table and the footer.
  ///
  /// O(1).
  init(_ view: ByteView) throws(ArtifactError) {
    do {
      try Self.checkKind(view)
      let page = try view.slice(0, HeaderLayout.size)
      let stored = try HeaderLayout.root.bytes(page)
      root = Hash128(high: try stored.u64(at: 8), low: try stored.u64(at: 0))
      if Checksum.xxh128(try page.slice(0, HeaderLayout.root.offset)) != root {
        throw ArtifactError.damaged(section: "header", offset: 0, what: "the checksum of the first page does not match")
      }
      if try HeaderLayout.featureFlags.u32(page) & ~FormatVersion.features != 0 {
        throw ArtifactError.unsupported("the artifact uses features that this version lacks; update Concordance")
      }
      let length = try HeaderLayout.fileLength.u64(page)
      if length != UInt64(view.count) { throw ArtifactError.wrongLength(expected: length, found: UInt64(view.count)) }
      let identity = try HeaderLayout.contentIdentity.bytes(page)
      contentIdentity = Hash128(high: try identity.u64(at: 8), low: try identity.u64(at: 0))
      topCount = Int(try HeaderLayout.topCount.u32(page))
      unitCount = Int(clamping: try HeaderLayout.unitCount.u64(page))
      sections = try Self.readTable(page, fileLength: view.count)
      try checkTree()
      try Self.checkFooter(view)
    } catch let error as ArtifactError {
      throw error
    } catch {
      throw .damaged(section: "header", offset: 0, what: "\(error)")
    }
  }

  private static func checkKind(_ view: ByteView) throws {
    let magic = HeaderLayout.magicBytes
    let start = try view.slice(0, min(view.count, magic.count)).array
    if start != Array(magic.prefix(start.count)) || start.isEmpty { throw ArtifactError.notAnArtifact(found: start) }
    if view.count < HeaderLayout.size + FooterLayout.size {
      throw ArtifactError.wrongLength(
        expected: UInt64(HeaderLayout.size + FooterLayout.size), found: UInt64(view.count))
    }
    let version = try HeaderLayout.formatVersion.u16(view)
    let oldestReader = try HeaderLayout.oldestReader.u16(view)
    if oldestReader > FormatVersion.current {
      throw ArtifactError.newerFormat(found: Int(version), supported: Int(FormatVersion.current))
    }
    if version < FormatVersion.oldestReadable {
      throw ArtifactError.olderFormat(found: Int(version), supported: Int(FormatVersion.oldestReadable))
    }
  }

  /// Sections must follow one another without a gap, from the end of the page to the footer.
  private static func readTable(_ page: ByteView, fileLength: Int) throws -> [SectionEntry] {
    func damaged(_ what: String) -> ArtifactError {
      .damaged(section: "header", offset: HeaderLayout.sectionTable.offset, what: what)
    }
    let count = Int(try HeaderLayout.sectionCount.u32(page))
    if count < 1 || count > 64 { throw damaged("\(count) sections, 1 to 64 expected") }
    var sections: [SectionEntry] = []
    sections.reserveCapacity(count)
    var next = HeaderLayout.size
    var unit = 0
    for index in 0..<count {
      let entry = try page.slice(HeaderLayout.sectionTable.offset + index * SectionLayout.size, SectionLayout.size)
      let kind = SectionKind(code: try SectionLayout.kind.u32(entry))
      let flags = try SectionLayout.flags.u16(entry)
      let offset = try SectionLayout.offset.u64(entry)
      let length = try SectionLayout.length.u64(entry)
      if offset != UInt64(next) { throw damaged("section \(kind) at \(offset), \(next) expected") }
      if length > UInt64(fileLength - next) || ChecksumTree.padded(Int(length)) > fileLength - next {
        throw damaged("section \(kind) has \(length) bytes, the file ends before")
      }
      if flags & SectionLayout.requiredFlag != 0 && !SectionKind.all.contains(kind) {
        throw ArtifactError.unsupported(
          "section \(kind) is required and this version does not know it; update Concordance")
      }
      let version = try SectionLayout.version.u16(entry)
      if SectionKind.all.contains(kind) && version > FormatVersion.section {
        throw ArtifactError.unsupported(
          "section \(kind) has version \(version), too new for this reader; update Concordance")
      }
      if sections.contains(where: { $0.kind == kind }) { throw damaged("section \(kind) twice") }
      sections.append(
        SectionEntry(
          kind: kind, version: version, flags: flags, offset: Int(offset),
          length: Int(length), elementSize: Int(try SectionLayout.elementSize.u32(entry)), firstUnit: unit))
      let padded = ChecksumTree.padded(Int(length))
      next += padded
      if kind != .checksums { unit += ChecksumTree.units(padded) }
    }
    if sections.last?.kind != .checksums { throw damaged("the last section is not CSUM") }
    if next + FooterLayout.size != fileLength { throw damaged("the sections end at \(next), not before the footer") }
    return sections
  }

  private func checkTree() throws(ArtifactError) {
    var units = 0
    for entry in sections where entry.kind != .checksums {
      units += ChecksumTree.units(ChecksumTree.padded(entry.length))
    }
    let stored = ChecksumTree.storedLevels(unitCount: units)
    let top = stored.last.map { ($0 + ChecksumTree.fanOut - 1) / ChecksumTree.fanOut } ?? units
    let length = stored.reduce(0) { $0 + $1 * 8 }
    if units != unitCount || top != topCount || sections.last?.length != length {
      throw .damaged(
        section: "header", offset: HeaderLayout.unitCount.offset, what: "the checksum tree has another size")
    }
  }

  private static func checkFooter(_ view: ByteView) throws {
    let footer = try view.slice(view.count - FooterLayout.size, FooterLayout.size)
    let length = try FooterLayout.fileLength.u64(footer)
    let magic = try FooterLayout.magic.bytes(footer).array
    if length != UInt64(view.count) || magic != FooterLayout.magicBytes {
      throw ArtifactError.damaged(
        section: "footer", offset: view.count - FooterLayout.size, what: "length or magic does not match")
    }
  }
}
