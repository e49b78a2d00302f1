// The shape of a postings list, shared by encoder and decoder.
//
// A list of fewer than 128 documents is one block. A longer one begins with what lets a reader skip:
//
//   best     3 codes: lower bounds of the 10th, 100th and 1,000th strength (0 if there are fewer)
//   bounds   F + 1 codes: the largest M_f of each field, the largest strength at default weights
//   level 2  per 32 blocks: last document u32 | blocks base u64 | positions base u64 | F + 1 codes
//   level 1  four arrays, one element a block: last documents u32 | block offsets u32 | positions offsets u32 |
//            F + 1 codes. Offsets count from the bases of the group of 32.
//   blocks   128 documents each, the last one 1 to 128
//
// A block:
//
//   documents   a stream of gaps: document - previous - 1, the first against the last document of the block before (-1)
//   control     bits 0-6 fields that occur in the block; bit 7: a single field, and each frequency is 1
//   frequencies a stream per field that occurs, unless bit 7 says that they are known
//
// A list of few bytes is not in section POST but in TERM, among what the dictionary keeps for its term: whoever looked the
// term up has its list in the same place, and the pages of POST hold lists that are worth a page.
//
// Positions of a block are apart, in section POSI: per document the first position, then gaps - 1; all documents of the
// block one after another, cut into streams of 128. Codes are BoundCode's: bounds up, best down.

/// Sizes and offsets within a list.
package struct PostingsLayout: Sendable {
  /// Documents in a full block.
  package static let blockSize = 128
  /// Blocks in a group of level 2.
  package static let groupSize = 32
  /// Lists from this many documents on can be skipped in.
  package static let skippable = 128
  /// Lists of at most this many bytes are kept in the dictionary.
  ///
  /// All lists of one document, and three of four lists of a corpus of 28,626 pages, are 1.1 MB of 9.0 there. The first
  /// thousand searches for terms of one document after an open then touch 521 pages in place of 935; with 16 bytes it is 529.
  package static let inlineLimit = 8
  /// Most fields that a schema can have.
  package static let maximumFields = 7
  /// The ranks whose strengths are kept.
  package static let bestRanks = [10, 100, 1000]

  let blocks: Int
  let groups: Int
  let codes: Int
  let groupStart: Int
  let groupSize: Int
  let lastDocuments: Int
  let blockOffsets: Int
  let positionsOffsets: Int
  let bounds: Int
  /// Where the blocks begin.
  let body: Int

  /// The layout of a list of `documents` in a schema of `fields`.
  init(documents: Int, fields: Int) {
    blocks = (documents + Self.blockSize - 1) / Self.blockSize
    groups = (blocks + Self.groupSize - 1) / Self.groupSize
    codes = fields + 1
    groupStart = Self.bestRanks.count + codes
    groupSize = 4 + 8 + 8 + codes
    lastDocuments = groupStart + groups * groupSize
    blockOffsets = lastDocuments + 4 * blocks
    positionsOffsets = blockOffsets + 4 * blocks
    bounds = positionsOffsets + 4 * blocks
    body = bounds + codes * blocks
  }
}
