// Settings read back, unknown records are skipped, and nonsense is refused.

import ConcordBytes
import ConcordTestSupport
import Testing

@testable import ConcordArtifact

struct SettingsTests {
  static let sample = Settings(
    builder: "concord 0.1.0", analyzer: .standard, analyzerVersion: 3, analyzerFingerprint: 0x1234_5678_9abc_def0,
    stemmer: "english", stemmerFingerprint: 77, codec: "lz4", codecVersion: 10_904, codecLevel: 3,
    scoring: ScoringProfile(
      k1: 1.25, fields: [FieldProfile(name: "title", weight: 1.5), FieldProfile(name: "body", weight: 1, b: 0.5)]),
    bodyField: 1)

  private func read(_ bytes: [UInt8]) throws -> Settings { try Settings(MadeArtifact.section(bytes)) }

  @Test func `settings read back, with and without a stemmer`() throws {
    #expect(try read(Self.sample.encode()) == Self.sample)
    var plain = Self.sample
    plain.stemmer = nil
    plain.stemmerFingerprint = 0
    plain.analyzer = .plain
    #expect(try read(plain.encode()) == plain)
    var ranked = Self.sample
    ranked.rankField = "número"
    #expect(try read(ranked.encode()) == ranked)
  }

  @Test func `a record with an unknown tag is skipped`() throws {
    #expect(try read([0x99, 0x99, 3, 0, 1, 2, 3] + Self.sample.encode() + [0x98, 0x99, 0, 0]) == Self.sample)
  }

  @Test func `values that make no sense are refused`() {
    func refuses(_ change: (inout Settings) -> Void) -> Bool {
      var settings = Self.sample
      change(&settings)
      return (try? read(settings.encode())) == nil
    }
    #expect(!refuses { _ in })
    #expect(refuses { $0.scoring.k1 = 0 })
    #expect(refuses { $0.scoring.k1 = .nan })
    #expect(refuses { $0.scoring.k1 = .infinity })
    #expect(refuses { $0.scoring.fields = [] })
    #expect(refuses { $0.scoring.fields = [FieldProfile](repeating: FieldProfile(name: "x", weight: 1), count: 8) })
    #expect(refuses { $0.scoring.fields[0].weight = -1 })
    #expect(refuses { $0.scoring.fields[0].weight = .nan })
    #expect(refuses { $0.scoring.fields[0].b = 1.01 })
    #expect(refuses { $0.bodyField = 2 })
  }

  @Test func `an unknown analyzer is said to need a newer version`() {
    var bytes = Self.sample.encode()
    bytes[4 + Self.sample.builder.utf8.count + 4] = 9
    #expect(throws: ArtifactError.unsupported("this version does not know the artifact's analyzer; update Concordance"))
    {
      try read(bytes)
    }
  }

  @Test func `truncated and random sections give errors or settings and never trap`() {
    var random = SeededRandom(seed: 14)
    let bytes = Self.sample.encode()
    for length in 0..<bytes.count {
      if let settings = try? read(Array(bytes.prefix(length))) { #expect(settings.scoring.fields.count == 1) }
    }
    for _ in 0..<2_000 {
      var changed = random.below(2) == 0 ? bytes : random.bytes(random.below(200))
      if !changed.isEmpty { changed[random.below(changed.count)] = UInt8(truncatingIfNeeded: random.next()) }
      if let settings = try? read(changed) { #expect((1...7).contains(settings.scoring.fields.count)) }
    }
  }
}
