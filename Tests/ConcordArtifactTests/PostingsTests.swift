// Lists of postings: what goes in comes out, and every bound bounds.

import ConcordBytes
import ConcordTestSupport
import Testing

@testable import ConcordArtifact

/// A list of postings as a test makes it up.
struct MadeList {
  var documents: [UInt32] = []
  /// Per document a frequency per field.
  var counts: [[UInt32]] = []
  /// Per document the ascending positions; none without positions.
  var places: [[UInt32]] = []

  init(_ random: inout SeededRandom, documents count: Int, of collection: Int, fields: Int, positions: Bool) {
    documents = Array((0..<UInt32(collection)).shuffled(using: &random).prefix(count)).sorted()
    let kind = random.below(3)
    for _ in documents {
      var row = (0..<fields).map { _ in random.below(3) == 0 ? UInt32(1 + random.below(4)) : 0 }
      if kind == 0 { row = (0..<fields).map { $0 == 0 ? 1 : 0 } }
      if kind == 1 && random.below(50) == 0 { row[random.below(fields)] = 3_000 }
      if row.allSatisfy({ $0 == 0 }) { row[random.below(fields)] = 1 }
      counts.append(row)
      var place = UInt32(random.below(9))
      places.append(
        !positions
          ? []
          : (0..<row.reduce(0, +)).map { _ in
            defer { place += 1 + UInt32(random.below(random.below(9) == 0 ? 100_000 : 60)) }
            return place
          })
    }
  }
}

struct PostingsTests {
  private struct Made {
    let reader: PostingsReader
    let infos: [TermInfo]
    let lists: [MadeList]
    let profile: ScoringProfile
    let averages: [Float]
    let norms: [[UInt8]]
    let postings: [UInt8]
    let positions: [UInt8]
    /// The lists that are short enough for the dictionary, one after another, as section TERM.
    let terms: [UInt8]
  }

  private static let collection = 6_000

  private func make(fields: Int, positions: Bool, sizes: [Int], seed: UInt64) throws -> Made {
    var random = SeededRandom(seed: seed)
    let profile = ScoringProfile(
      fields: (0..<fields).map {
        FieldProfile(
          name: "f\($0)", weight: Float.random(in: 0...3, using: &random), b: Float.random(in: 0...1, using: &random))
      })
    let norms = (0..<fields).map { _ in (0..<Self.collection).map { _ in UInt8(1 + random.below(120)) } }
    let averages = (0..<fields).map { _ in Float.random(in: 1...200, using: &random) }
    let postings = SectionSpool(.postings)
    let places = SectionSpool(.positions)
    let encoder = PostingsEncoder(
      postings: postings, positions: places, profile: profile, norms: norms, averages: averages)
    var infos: [TermInfo] = []
    var lists: [MadeList] = []
    var terms: [UInt8] = []
    for (number, size) in sizes.enumerated() {
      let list = MadeList(&random, documents: size, of: Self.collection, fields: fields, positions: positions)
      lists.append(list)
      let starts = (postings.length, places.length)
      for (index, document) in list.documents.enumerated() {
        unsafe list.counts[index].withUnsafeBufferPointer { counts in
          unsafe list.places[index].withUnsafeBufferPointer { places in
            if let counts = counts.baseAddress {
              unsafe encoder.append(document: document, counts: counts, places: places)
            }
          }
        }
      }
      let end = try encoder.endTerm()
      infos.append(
        TermInfo(
          term: number, documentCount: end.documentCount,
          postingsOffset: end.inline.isEmpty ? starts.0 : terms.count, postingsLength: end.postingsLength,
          positionsOffset: starts.1, positionsLength: end.positionsLength))
      terms += end.inline
      #expect(end.inline.count == (end.postingsLength <= PostingsLayout.inlineLimit ? end.postingsLength : 0))
      #expect(postings.length - starts.0 == end.postingsLength - end.inline.count)
    }
    let section = SectionSpool(.terms)
    try section.append(terms)
    let artifact = try ArtifactBytes(bytes: try MadeArtifact.bytes([section, postings, places]))
    return Made(
      reader: try PostingsReader(artifact, fields: fields, documentCount: Self.collection), infos: infos, lists: lists,
      profile: profile, averages: averages, norms: norms, postings: try artifact.section(.postings).all().array,
      positions: try artifact.section(.positions).all().array, terms: terms)
  }

  private func cursor(_ made: Made, _ number: Int, _ room: UnsafeMutablePointer<UInt32>) throws -> PostingsCursor {
    try PostingsCursor(made.infos[number], in: made.reader, scratch: unsafe PostingsScratch(base: room))
  }

  /// S of every posting at weight 1 in one field, or at default weights over all, as the definition says.
  private func strengths(_ made: Made, _ list: MadeList, field: Int?) -> [Float] {
    var sums = [Float](repeating: 0, count: list.documents.count)
    for each in made.profile.fields.indices where field == nil || field == each {
      var profile = made.profile.fields[each]
      if field != nil { profile.weight = 1 }
      let weights = Scoring.weights(profile, averageLength: made.averages[each])
      for index in sums.indices {
        let weight = weights[Int(made.norms[each][Int(list.documents[index])])]
        let product: Float = weight * Float(list.counts[index][each])
        sums[index] = sums[index] + product
      }
    }
    return sums
  }

  private func checkDecoding(_ made: Made, _ number: Int) throws {
    let fields = made.profile.fields.count
    let list = made.lists[number]
    let room = UnsafeMutablePointer<UInt32>.allocate(capacity: PostingsScratch.capacity(fields: fields))
    defer { unsafe room.deallocate() }
    var cursor = try unsafe cursor(made, number, room)
    #expect(cursor.blockCount == (list.documents.count + 127) / 128)
    // Blocks are decoded in any order.
    for block in (0..<cursor.blockCount).reversed() {
      try cursor.decode(block: block)
      let range = (block * 128)..<min(block * 128 + 128, list.documents.count)
      #expect(cursor.count == range.count)
      #expect(try places(of: cursor, in: made.reader) == Array(list.places[range]))
      let decoded = (0..<cursor.count).map { unsafe cursor.scratch.documents[$0] }
      #expect(decoded == Array(list.documents[range]))
      let counts = (0..<cursor.count).map { index in (0..<fields).map { cursor.frequency(field: $0, at: index) } }
      #expect(counts == Array(list.counts[range]))
      let sums = (0..<cursor.count).map { cursor.frequencySum(at: $0) }
      #expect(sums == list.counts[range].map { $0.reduce(0) { $0 + Int($1) } })
      if list.documents.count >= PostingsLayout.skippable {
        #expect(cursor.lastDocument(of: block) == list.documents[range.upperBound - 1])
      }
    }
  }

  /// The positions of every posting of the decoded block, each read on its own.
  private func places(of cursor: PostingsCursor, in reader: PostingsReader) throws -> [[UInt32]] {
    var positions = PositionsCursor(cursor.info, in: reader)
    var buffer = PositionsBuffer()
    var all: [[UInt32]] = []
    var cursor = cursor
    try cursor.sumFrequencies()
    for index in 0..<cursor.count {
      try positions.read(cursor.positionsPlace(at: index), into: &buffer)
      all.append((0..<buffer.count).map { unsafe buffer.values[$0] })
    }
    return all
  }

  private func checkBounds(_ made: Made, _ number: Int) throws {
    let fields = made.profile.fields.count
    let list = made.lists[number]
    let room = UnsafeMutablePointer<UInt32>.allocate(capacity: PostingsScratch.capacity(fields: fields))
    defer { unsafe room.deallocate() }
    let cursor = try unsafe cursor(made, number, room)
    for field in 0...fields {
      let strengths = strengths(made, list, field: field == fields ? nil : field)
      for block in 0..<cursor.blockCount {
        let largest = strengths[(block * 128)..<min(block * 128 + 128, strengths.count)].max() ?? 0
        let code = cursor.boundCode(of: block, field: field)
        #expect(BoundCode.values[Int(code)] >= largest)
        #expect(code <= cursor.boundCode(field: field))
        #expect(code <= cursor.boundCode(of: 0...block, field: field))
        if list.documents.count >= PostingsLayout.skippable { #expect(code == BoundCode.up(largest)) }
      }
    }
    let ranked = strengths(made, list, field: nil).sorted(by: >)
    for (slot, rank) in PostingsLayout.bestRanks.enumerated() {
      let code = cursor.bestCode(slot: slot)
      if ranked.count < max(rank, PostingsLayout.skippable) {
        #expect(code == 0)
      } else {
        #expect(code == BoundCode.down(ranked[rank - 1]))
      }
    }
  }

  @Test(arguments: 1...7, [false, true])
  func `a list reads back and its bounds bound`(fields: Int, positions: Bool) throws {
    let sizes = [1, 2, 127, 128, 129, 1_000, 4_095, 4_096, 5_000]
    let made = try make(fields: fields, positions: positions, sizes: sizes, seed: UInt64(fields))
    for number in sizes.indices {
      try checkDecoding(made, number)
      try checkBounds(made, number)
    }
  }

  @Test func `a list of one document and one occurrence takes two bytes`() throws {
    var random = SeededRandom(seed: 1)
    var list = MadeList(&random, documents: 1, of: 10, fields: 1, positions: false)
    list.counts = [[1]]
    let postings = SectionSpool(.postings)
    let encoder = PostingsEncoder(
      postings: postings, positions: SectionSpool(.positions),
      profile: ScoringProfile(fields: [FieldProfile(name: "x", weight: 1)]), norms: [[1, 1]], averages: [1])
    unsafe [UInt32(1)].withUnsafeBufferPointer { counts in
      if let counts = counts.baseAddress {
        unsafe encoder.append(document: 1, counts: counts, places: UnsafeBufferPointer(start: nil, count: 0))
      }
    }
    let end = try encoder.endTerm()
    // Gap 1, less the one that the codec takes off: width 0; the control byte says field 0, every frequency 1.
    #expect(end.postingsLength == 2 && end.inline == [0x80, 0x81])
    #expect(postings.length == 0)
    #expect(end.positionsLength == 0)
  }

  @Test func `truncated and random lists give errors or answers and never trap`() throws {
    let made = try make(fields: 3, positions: true, sizes: [1, 100, 129, 5_000], seed: 77)
    var random = SeededRandom(seed: 13)
    let room = UnsafeMutablePointer<UInt32>.allocate(capacity: PostingsScratch.capacity(fields: 3))
    defer { unsafe room.deallocate() }
    var errors = 0
    for round in 0..<400 {
      var (postings, terms) = (made.postings, made.terms)
      var positions = made.positions
      let info = made.infos[round % made.infos.count]
      switch round % 3 {
      case 0:
        let place = info.postingsOffset + random.below(info.postingsLength)
        let byte = UInt8(truncatingIfNeeded: random.next())
        if info.isInline { terms[place] = byte } else { postings[place] = byte }
      case 1: for _ in 0..<9 { positions[random.below(positions.count)] = UInt8(truncatingIfNeeded: random.next()) }
      default:
        postings.removeLast(random.below(postings.count))
        terms.removeLast(random.below(terms.count))
      }
      do {
        let artifact = try MadeArtifact.open([(.terms, terms), (.postings, postings), (.positions, positions)])
        let reader = try PostingsReader(artifact, fields: 3, documentCount: Self.collection)
        let claimed = TermInfo(
          term: 0, documentCount: random.below(4) == 0 ? 1 + random.below(9_000) : info.documentCount,
          postingsOffset: info.postingsOffset, postingsLength: info.postingsLength,
          positionsOffset: info.positionsOffset, positionsLength: info.positionsLength)
        var cursor = try PostingsCursor(claimed, in: reader, scratch: unsafe PostingsScratch(base: room))
        for block in 0..<cursor.blockCount {
          _ = cursor.boundCode(of: block, field: 3)
          try cursor.decode(block: block)
          let largest = (0..<cursor.count).map { unsafe cursor.scratch.documents[$0] }.max() ?? 0
          #expect(largest < UInt32(Self.collection))
          _ = try places(of: cursor, in: reader)
        }
      } catch {
        #expect(error is ArtifactError)
        errors += 1
      }
    }
    #expect(errors > 130)
  }
}
