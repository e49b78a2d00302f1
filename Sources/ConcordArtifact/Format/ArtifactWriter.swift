// Sections in, one file out: the encoder of the first page, the table, the checksum tree and the footer.

package import ConcordBytes

/// The bytes of a section while it is written: in memory at first, in a nameless file once they are many.
///
/// Units are hashed as they fill up, which is possible before anyone knows where in the file the section will lie.
package final class SectionSpool {
  /// What the section is.
  package let kind: SectionKind
  /// Bytes appended so far.
  package var length: Int { total }
  let version: UInt16
  let elementSize: Int
  private(set) var hashes: [UInt64] = []
  private var total = 0
  /// What is not in the file: the first `held` bytes.
  private let pending = ByteRoom()
  private var held = 0
  private var hashed = 0
  private var file: FileDescriptor?
  private let folder: String?

  /// Bytes that are held in memory before they go to the file.
  private static let bufferSize = 256 * 1024

  /// Begins a section; with a `folder` for its temporary file, memory is bounded by 256 KB.
  package init(_ kind: SectionKind, version: UInt16 = 1, elementSize: Int = 1, folder: String? = nil) {
    self.kind = kind
    self.version = version
    self.elementSize = elementSize
    self.folder = folder
  }

  /// Appends bytes.
  package func append(_ view: ByteView) throws(SystemError) {
    unsafe try append(view.count) { unsafe $0.copyMemory(from: view.base, byteCount: view.count) }
  }

  /// Appends bytes.
  package func append(_ bytes: [UInt8]) throws(SystemError) {
    try bytes.withView { (view) throws(SystemError) in try append(view) }
  }

  /// Appends `count` bytes, all of which `write` writes where they are to lie.
  @inline(__always)
  func append(_ count: Int, _ write: (UnsafeMutableRawPointer) -> Void) throws(SystemError) {
    pending.reserve(count, behind: held)
    unsafe write(pending.base + held)
    held += count
    total += count
    if held >= Self.bufferSize && folder != nil { try flush() }
  }

  private func flush() throws(SystemError) {
    guard let folder else { return }
    let whole = held / ChecksumTree.unitSize * ChecksumTree.unitSize
    if whole == 0 { return }
    hashUnits(upTo: whole)
    let target: FileDescriptor
    if let file { target = file } else { target = try FileDescriptor.anonymous(in: folder) }
    file = target
    try target.write(bytes(0, whole))
    unsafe pending.base.copyMemory(from: pending.base + whole, byteCount: held - whole)
    held -= whole
  }

  /// Bytes that are not in the file.
  private func bytes(_ start: Int, _ count: Int) -> ByteView {
    precondition(start >= 0 && count >= 0 && start + count <= held, "bytes of the spool")
    return unsafe ByteView(base: pending.base + start, count: count)
  }

  private func hashUnits(upTo count: Int) {
    for start in stride(from: 0, to: count, by: ChecksumTree.unitSize) {
      hashes.append(ChecksumTree.hash(bytes(start, min(ChecksumTree.unitSize, count - start)), kind, unit: hashed))
      hashed += 1
    }
  }

  /// Adds the padding and the last hashes; nothing may be appended afterwards.
  func finish() throws(SystemError) {
    let padding = ChecksumTree.padded(length) - length
    pending.reserve(padding, behind: held)
    unsafe (pending.base + held).initializeMemory(as: UInt8.self, repeating: 0, count: padding)
    held += padding
    if folder != nil && file != nil { try flush() }
    hashUnits(upTo: held)
  }

  /// Hands the padded bytes over in order.
  func copy(to write: (ByteView) throws(SystemError) -> Void) throws(SystemError) {
    let inFile = ChecksumTree.padded(length) - held
    if let file {
      var buffer = [UInt8](repeating: 0, count: 1 << 20)
      var offset = 0
      while offset < inFile {
        let wanted = min(buffer.count, inFile - offset)
        var failure: SystemError?
        let got = unsafe buffer.withUnsafeMutableBytes { bytes -> Int in
          do throws(SystemError) {
            return try unsafe file.read(into: .init(rebasing: bytes[0..<wanted]), at: offset)
          } catch {
            failure = error
            return 0
          }
        }
        if let failure { throw failure }
        if got != wanted { throw SystemError("read back", file.path, code: 5) }
        try buffer.withView { (view) throws(SystemError) in
          if let slice = try? view.slice(0, got) { try write(slice) }
        }
        offset += got
      }
    }
    try write(bytes(0, held))
  }
}

/// Lays sections out and writes the file.
package struct ArtifactWriter {
  private var sections: [SectionSpool] = []

  /// Begins without sections.
  package init() {}

  /// Adds a section; the order of the file is that of `SectionKind.all`.
  package mutating func add(_ section: SectionSpool) {
    precondition(!sections.contains { $0.kind == section.kind }, "a section is added once")
    sections.append(section)
  }

  /// Writes the whole file; returns its length and the root of its checksum tree.
  package mutating func write(
    contentIdentity: Hash128, to write: (ByteView) throws(SystemError) -> Void
  ) throws(SystemError) -> (length: Int, root: Hash128) {
    let order = SectionKind.all
    sections.sort { (order.firstIndex(of: $0.kind) ?? 0) < (order.firstIndex(of: $1.kind) ?? 0) }
    var leaves: [UInt64] = []
    for section in sections {
      try section.finish()
      leaves += section.hashes
    }
    let tree = ChecksumTree.build(leaves)
    let checksums = SectionSpool(.checksums, elementSize: 8)
    try checksums.append(tree.stored)
    try checksums.finish()
    let all = sections + [checksums]
    let length = all.reduce(HeaderLayout.size + FooterLayout.size) { $0 + ChecksumTree.padded($1.length) }
    let (page, root) = Self.header(
      all.map { SectionEntry($0) }, length: length, units: leaves.count, top: tree.top, contentIdentity)
    try page.withView { (view) throws(SystemError) in try write(view) }
    for section in all { try section.copy(to: write) }
    try Self.footer(length: length).withView { (view) throws(SystemError) in try write(view) }
    return (length, root)
  }

  /// The last 16 bytes.
  static func footer(length: Int) -> [UInt8] {
    var footer = ByteWriter()
    footer.writeU64(UInt64(length))
    footer.writeBytes(FooterLayout.magicBytes)
    return footer.bytes
  }

  /// The first page; it lays the sections out one after another, whatever offsets they bring along.
  static func header(
    _ sections: [SectionEntry], length: Int, units: Int, top: [UInt64], _ identity: Hash128
  ) -> (page: [UInt8], root: Hash128) {
    var page = ByteWriter()
    page.writeBytes(HeaderLayout.magicBytes)
    page.writeU16(FormatVersion.current)
    page.writeU16(FormatVersion.oldestReader)
    page.writeU32(0)
    page.writeU64(UInt64(length))
    page.writeU32(UInt32(sections.count))
    page.writeU32(UInt32(top.count))
    page.writeU64(UInt64(units))
    page.writeU64(identity.low)
    page.writeU64(identity.high)
    page.writeBytes([UInt8](repeating: 0, count: HeaderLayout.reserved.size))
    precondition(page.count == HeaderLayout.sectionTable.offset, "the writer follows the layout")
    var offset = HeaderLayout.size
    for section in sections {
      page.writeU32(section.kind.code)
      page.writeU16(section.version)
      page.writeU16(section.flags)
      page.writeU64(UInt64(offset))
      page.writeU64(UInt64(section.length))
      page.writeU32(UInt32(section.elementSize))
      page.writeU32(0)
      offset += ChecksumTree.padded(section.length)
    }
    page.writeBytes([UInt8](repeating: 0, count: HeaderLayout.top.offset - page.count))
    for hash in top { page.writeU64(hash) }
    page.writeBytes([UInt8](repeating: 0, count: HeaderLayout.root.offset - page.count))
    let root = page.withView { Checksum.xxh128($0) }
    page.writeU64(root.low)
    page.writeU64(root.high)
    return (page.bytes, root)
  }
}
