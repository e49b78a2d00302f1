// The bytes of an opened artifact: header and section table checked at once, everything else when it is first touched.

package import ConcordBytes

/// Where a section lies.
package struct SectionEntry: Sendable {
  package let kind: SectionKind
  package let version: UInt16
  package let flags: UInt16
  package let offset: Int
  package let length: Int
  package let elementSize: Int
  /// Number of its first unit among all units of the file.
  package let firstUnit: Int
}

/// An artifact's bytes, opened in O(1) and verified unit by unit on first touch.
package final class ArtifactBytes: Sendable {
  /// All bytes of the file.
  package let view: ByteView
  /// The table in file order.
  package let sections: [SectionEntry]
  /// Identity of the bytes: the root of the checksum tree.
  package let root: Hash128
  /// Identity of settings and documents.
  package let contentIdentity: Hash128
  private let file: MappedFile?
  private let memory: HeapBytes?
  let unitCount: Int
  let storedLevels: [Int]
  let topCount: Int
  private let verified: UnitBitmap

  /// Opens the file at `path`; the header, the table and the footer are read, nothing else.
  package convenience init(path: String) throws(ArtifactError) {
    let file: MappedFile
    do { file = try MappedFile(path: path) } catch { throw .system(error) }
    try self.init(view: file.view, file: file, memory: nil)
  }

  /// Opens bytes in memory, which are copied once.
  package convenience init(bytes: [UInt8]) throws(ArtifactError) {
    let memory = HeapBytes(bytes)
    try self.init(view: memory.view, file: nil, memory: memory)
  }

  private init(view: ByteView, file: MappedFile?, memory: HeapBytes?) throws(ArtifactError) {
    self.view = view
    self.file = file
    self.memory = memory
    let header = try Header(view)
    sections = header.sections
    root = header.root
    contentIdentity = header.contentIdentity
    unitCount = header.unitCount
    topCount = header.topCount
    storedLevels = ChecksumTree.storedLevels(unitCount: header.unitCount)
    let levelUnits = storedLevels.reduce(0) { $0 + ChecksumTree.units($1 * 8) }
    do { verified = try UnitBitmap(count: max(1, unitCount + levelUnits)) } catch { throw .system(error) }
  }

  /// Throws if the file shrank or failed under the map.
  ///
  /// One load.
  package func checkIntact() throws(ArtifactError) {
    if let file, file.isDamaged { throw .changedWhileOpen }
  }

  /// Throws if the open file is no longer what it was when it was opened; asked whenever an answer is handed out.
  ///
  /// Bytes that were verified are not verified again, so a file that is overwritten in place shows only here. One system
  /// call (0.47 µs measured in a virtual machine).
  package func checkUnchanged() throws(ArtifactError) {
    if let file, file.hasChanged() { throw .changedWhileOpen }
  }

  /// Units of 4,096 bytes that were read and verified so far, those of the checksum tree included; O(units).
  package var verifiedUnits: Int { verified.population }

  /// The section of a kind.
  package func section(_ kind: SectionKind) throws(ArtifactError) -> Section {
    if let section = sectionIfPresent(kind) { return section }
    throw .damaged(section: "\(kind)", offset: 0, what: "the section is missing")
  }

  /// The section of a kind that not every artifact has.
  package func sectionIfPresent(_ kind: SectionKind) -> Section? {
    for entry in sections where entry.kind == kind { return Section(entry, of: self) }
    return nil
  }

  /// Verifies unit `unit` (its number within the section) of `entry` and everything above it in the tree.
  @inline(never)
  func verify(unit: Int, of entry: SectionEntry) throws(ArtifactError) {
    let number = entry.firstUnit + unit
    let expected = try expectedHash(level: 0, index: number)
    let start = unit * ChecksumTree.unitSize
    let padded = ChecksumTree.padded(entry.length)
    let bytes: ByteView
    do { bytes = try view.slice(entry.offset + start, min(ChecksumTree.unitSize, padded - start)) } catch {
      throw .damaged(section: "\(entry.kind)", offset: start, what: "the unit lies outside of the file")
    }
    if ChecksumTree.hash(bytes, entry.kind, unit: unit) != expected {
      try checkUnchanged()
      throw .damaged(section: "\(entry.kind)", offset: start, what: "the checksum of 4,096 bytes does not match")
    }
    verified.insert(number)
  }

  /// Whether a unit was verified before.
  @inline(__always)
  func isVerified(_ number: Int) -> Bool { verified.contains(number) }

  /// The bits of verified units.
  var verifiedBits: UnsafePointer<UInt64> { unsafe verified.base }

  /// The hash that level `level` holds at `index`, from bytes that are verified themselves.
  func expectedHash(level: Int, index: Int) throws(ArtifactError) -> UInt64 {
    do {
      if level == storedLevels.count { return try view.u64(at: HeaderLayout.top.offset + 8 * index) }
      guard let table = sections.last, table.kind == .checksums else {
        throw ArtifactError.damaged(section: "CSUM", offset: 0, what: "the section is missing")
      }
      var start = 0
      var bit = unitCount
      for below in 0..<level {
        start += storedLevels[below] * 8
        bit += ChecksumTree.units(storedLevels[below] * 8)
      }
      let unit = index / ChecksumTree.fanOut
      if !isVerified(bit + unit) {
        let levelLength = storedLevels[level] * 8
        let unitStart = unit * ChecksumTree.unitSize
        let bytes = try view.slice(
          table.offset + start + unitStart, min(ChecksumTree.unitSize, levelLength - unitStart))
        let above = try expectedHash(level: level + 1, index: unit)
        if ChecksumTree.hash(bytes, .checksums, level: level, unit: unit) != above {
          try checkUnchanged()
          throw ArtifactError.damaged(
            section: "CSUM", offset: start + unitStart, what: "the checksum of 4,096 bytes does not match")
        }
        verified.insert(bit + unit)
      }
      return try view.u64(at: table.offset + start + 8 * index)
    } catch let error as ArtifactError {
      throw error
    } catch {
      throw .damaged(section: "CSUM", offset: 0, what: "\(error)")
    }
  }
}

/// Bytes on the heap, at a stable and aligned address.
@safe private final class HeapBytes: @unchecked Sendable {
  let view: ByteView
  private let storage: UnsafeMutableRawBufferPointer

  init(_ bytes: [UInt8]) {
    unsafe storage = .allocate(byteCount: bytes.count, alignment: 64)
    unsafe storage.copyBytes(from: bytes)
    unsafe view = ByteView(UnsafeRawBufferPointer(storage))
  }

  deinit { unsafe storage.deallocate() }
}

/// A section of an opened artifact.
///
/// Every accessor verifies what it hands out.
package struct Section: Sendable {
  /// The table's entry.
  package let entry: SectionEntry
  /// The section's bytes, padding included, not verified.
  private let padded: ByteView
  private let artifact: ArtifactBytes

  init(_ entry: SectionEntry, of artifact: ArtifactBytes) {
    self.entry = entry
    self.artifact = artifact
    // The header check proved that the padded section lies within the file.
    padded = (try? artifact.view.slice(entry.offset, ChecksumTree.padded(entry.length))) ?? .empty
  }

  /// Length without padding.
  package var length: Int { entry.length }

  /// The `length` bytes from `offset`, verified.
  @inline(__always)
  package func bytes(_ offset: Int, _ length: Int) throws(ArtifactError) -> ByteView {
    if offset < 0 || length < 0 || offset > entry.length || length > entry.length - offset {
      throw damaged(offset, "\(length) bytes wanted, the section has \(entry.length)")
    }
    try verify(offset, length)
    return unsafe ByteView(base: padded.base + offset, count: length)
  }

  /// The `length` bytes from `offset`, which the caller had from `bytes` before.
  @inline(__always)
  package func verifiedBefore(_ offset: Int, _ length: Int) -> ByteView {
    precondition(offset >= 0 && length >= 0 && offset <= entry.length && length <= entry.length - offset)
    return unsafe ByteView(base: padded.base + offset, count: length)
  }

  /// The section for kernels that look themselves whether what they read is verified: its first byte, the bits of verified
  /// units and which of them is the section's first.
  @inline(__always)
  var unverified: (base: UnsafeRawPointer, bits: UnsafePointer<UInt64>, firstUnit: Int) {
    unsafe (padded.base, artifact.verifiedBits, entry.firstUnit)
  }

  /// Bytes that may be loaded from the section's first byte on, verified or not: as many as the artifact has from there.
  var loadable: Int { artifact.view.count - entry.offset }

  /// Verifies the units that a range touches.
  @inline(__always)
  func verify(_ offset: Int, _ length: Int) throws(ArtifactError) {
    if length == 0 { return }
    var unit = offset >> 12
    let last = (offset + length - 1) >> 12
    while unit <= last {
      if !artifact.isVerified(entry.firstUnit + unit) { try artifact.verify(unit: unit, of: entry) }
      unit += 1
    }
  }

  /// All bytes, verified; for sections that are small by nature.
  package func all() throws(ArtifactError) -> ByteView { try bytes(0, entry.length) }

  /// The unsigned 32-bit integer at `offset`.
  @inline(__always)
  package func u32(at offset: Int) throws(ArtifactError) -> UInt32 {
    let view = try bytes(offset, 4)
    return unsafe UInt32(littleEndian: view.base.loadUnaligned(as: UInt32.self))
  }

  /// The unsigned 64-bit integer at `offset`.
  @inline(__always)
  package func u64(at offset: Int) throws(ArtifactError) -> UInt64 {
    let view = try bytes(offset, 8)
    return unsafe UInt64(littleEndian: view.base.loadUnaligned(as: UInt64.self))
  }

  /// The error for bytes of this section that make no sense.
  package func damaged(_ offset: Int, _ what: String) -> ArtifactError {
    .damaged(section: "\(entry.kind)", offset: offset, what: what)
  }

  /// Runs a decoder over verified bytes and says where it failed.
  func decoding<Result>(
    at offset: Int, _ body: () throws(BytesError) -> Result
  ) throws(ArtifactError) -> Result {
    do { return try body() } catch { throw damaged(offset, "\(error)") }
  }
}
