// Where every fixed field of the file stands: the one statement of these bytes, which FileFormat.md shows and a test compares.

internal import ConcordBytes

/// One field of a fixed record.
package struct Slot: Sendable {
  /// Its name, as FileFormat.md spells it.
  package let name: String
  /// Its type, as FileFormat.md spells it: u8, u16, u32, u64, f32 or bytes.
  package let type: String
  /// Offset from the start of the record.
  package let offset: Int
  /// Length in bytes.
  package let size: Int
  /// Offset of whatever comes next.
  package var end: Int { offset + size }

  private init(_ name: String, _ type: String, _ offset: Int, _ size: Int) {
    (self.name, self.type, self.offset, self.size) = (name, type, offset, size)
  }

  /// The first field of a record.
  static func first(_ name: String, _ type: String, _ size: Int) -> Slot { Slot(name, type, 0, size) }

  /// The field that follows this one.
  func then(_ name: String, _ type: String, _ size: Int) -> Slot { Slot(name, type, end, size) }
}

/// The first page: who we are, what is inside, and the top of the checksum tree.
package enum HeaderLayout {
  static let magic = Slot.first("magic", "bytes", 8)
  static let formatVersion = magic.then("format version", "u16", 2)
  static let oldestReader = formatVersion.then("oldest reader", "u16", 2)
  static let featureFlags = oldestReader.then("feature flags", "u32", 4)
  static let fileLength = featureFlags.then("file length", "u64", 8)
  static let sectionCount = fileLength.then("section count", "u32", 4)
  static let topCount = sectionCount.then("top count", "u32", 4)
  static let unitCount = topCount.then("unit count", "u64", 8)
  static let contentIdentity = unitCount.then("content identity", "bytes", 16)
  static let reserved = contentIdentity.then("reserved", "bytes", 72)
  static let sectionTable = reserved.then("section table", "bytes", 64 * SectionLayout.size)
  static let unused = sectionTable.then("unused", "bytes", 1392)
  static let top = unused.then("top", "bytes", ChecksumTree.topCapacity * 8)
  static let root = top.then("root", "bytes", 16)

  /// Every field in order.
  package static let slots = [
    magic, formatVersion, oldestReader, featureFlags, fileLength, sectionCount, topCount, unitCount, contentIdentity,
    reserved, sectionTable, unused, top, root,
  ]
  /// Length of the page.
  package static let size = root.end

  /// PNG's trick: a byte above 127, letters, CR LF, ^Z and LF, so that a transfer that treats the file as text shows.
  package static let magicBytes: [UInt8] = [0x89, 0x43, 0x43, 0x58, 0x0D, 0x0A, 0x1A, 0x0A]
}

/// One entry of the section table.
package enum SectionLayout {
  static let kind = Slot.first("kind", "bytes", 4)
  static let version = kind.then("version", "u16", 2)
  static let flags = version.then("flags", "u16", 2)
  static let offset = flags.then("offset", "u64", 8)
  static let length = offset.then("length", "u64", 8)
  static let elementSize = length.then("element size", "u32", 4)
  static let reserved = elementSize.then("reserved", "u32", 4)

  /// Every field in order.
  package static let slots = [kind, version, flags, offset, length, elementSize, reserved]
  /// Length of an entry.
  package static let size = reserved.end
  /// Bit of `flags`: a reader that does not know the kind must refuse the file.
  package static let requiredFlag: UInt16 = 1
}

/// The last 16 bytes.
package enum FooterLayout {
  static let fileLength = Slot.first("file length", "u64", 8)
  static let magic = fileLength.then("magic", "bytes", 8)

  /// Every field in order.
  package static let slots = [fileLength, magic]
  /// Length of the footer.
  package static let size = magic.end
  /// The header's magic, backwards.
  package static let magicBytes = [UInt8](HeaderLayout.magicBytes.reversed())
}

/// Versions of the format.
///
/// - 1: the first.
package enum FormatVersion {
  /// What this code writes.
  package static let current: UInt16 = 1
  /// The oldest reader that understands what this code writes.
  package static let oldestReader: UInt16 = 1
  /// The newest encoding of any section that this code reads.
  package static let section: UInt16 = 1
  /// The feature flags that this code knows: none yet.
  ///
  /// A reader refuses a file with any other.
  package static let features: UInt32 = 0
  /// The oldest format that this code reads.
  package static let oldestReadable: UInt16 = 1
}

/// The kinds of sections.
package struct SectionKind: Hashable, Sendable, CustomStringConvertible {
  /// Four ASCII letters, the first in the lowest byte.
  package let code: UInt32

  /// Makes a kind of its number.
  package init(code: UInt32) { self.code = code }

  private init(_ name: StaticString) {
    // SAFETY: every literal below is four ASCII letters.
    code = unsafe UInt32(littleEndian: UnsafeRawPointer(name.utf8Start).loadUnaligned(as: UInt32.self))
  }

  /// The four letters, or dots for bytes that are none.
  package var description: String {
    String(
      decoding: (0..<4).map { shift -> UInt8 in
        let byte = UInt8(truncatingIfNeeded: code >> UInt32(8 * shift))
        return byte > 32 && byte < 127 ? byte : UInt8(ascii: ".")
      }, as: UTF8.self)
  }

  package static let settings = SectionKind("SETT")
  package static let statistics = SectionKind("STAT")
  package static let sources = SectionKind("SRCS")
  package static let norms = SectionKind("NORM")
  package static let ranks = SectionKind("RANK")
  package static let order = SectionKind("ORDR")
  package static let termIndex = SectionKind("TIDX")
  package static let terms = SectionKind("TERM")
  package static let postings = SectionKind("POST")
  package static let positions = SectionKind("POSI")
  package static let identifierIndex = SectionKind("IIDX")
  package static let identifiers = SectionKind("IDEN")
  package static let contentHashes = SectionKind("HASH")
  package static let documentOffsets = SectionKind("DOFF")
  package static let documents = SectionKind("DOCS")
  package static let storeIndex = SectionKind("SIDX")
  package static let columnIndex = SectionKind("CIDX")
  package static let keywordIndex = SectionKind("KIDX")
  package static let keywords = SectionKind("KEYS")
  package static let columns = SectionKind("COLS")
  package static let dictionary = SectionKind("DICT")
  package static let store = SectionKind("STOR")
  package static let wordWeights = SectionKind("WORW")
  package static let wordTrie = SectionKind("WORT")
  package static let entryIndex = SectionKind("ENTI")
  package static let entries = SectionKind("ENTR")
  package static let entryWeights = SectionKind("ENTW")
  package static let entryTrie = SectionKind("ENTT")
  package static let entryShapes = SectionKind("ENTH")
  package static let wordStarts = SectionKind("ENTS")
  package static let wordStartWeights = SectionKind("ENTV")
  package static let golden = SectionKind("GOLD")
  package static let checksums = SectionKind("CSUM")

  /// Every kind that format 1 writes, in the order of the file: what an open needs first, the bulk last.
  ///
  /// `order` and `dictionary` are there only after an optimizing build, the four of columns only with attributes, `ranks`
  /// only if a field for them was named, those of entries only with texts to offer, and `golden` only if questions were
  /// given.
  package static let all: [SectionKind] = [
    settings, statistics, sources, columnIndex, termIndex, identifierIndex, keywordIndex, documentOffsets, storeIndex,
    entryIndex, norms, ranks, order, contentHashes, identifiers, wordWeights, wordTrie, entryWeights, entryTrie, entryShapes,
    entries, wordStarts, wordStartWeights, documents, terms, postings, positions, keywords, columns, dictionary, store,
    golden, checksums,
  ]

  /// Whether a reader that does not know the kind would answer wrongly, and must refuse the file.
  package var isRequired: Bool { self != .golden }
}

extension Slot {
  func u16(_ view: ByteView) throws(BytesError) -> UInt16 { try view.u16(at: offset) }
  func u32(_ view: ByteView) throws(BytesError) -> UInt32 { try view.u32(at: offset) }
  func u64(_ view: ByteView) throws(BytesError) -> UInt64 { try view.u64(at: offset) }
  func bytes(_ view: ByteView) throws(BytesError) -> ByteView { try view.slice(offset, size) }
}
