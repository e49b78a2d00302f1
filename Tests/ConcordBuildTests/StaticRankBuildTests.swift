// Which values of a field rank documents, whatever the source says about their types.

import ConcordArtifact
import ConcordBytes
import ConcordTestSupport
import Testing

@testable import ConcordBuild

@Suite struct StaticRankBuildTests {
  /// The ranks of the documents of a file by the field v, in the order of ids, and how many values rank nothing.
  private func ranks(_ text: String, name: String) throws -> (ranks: [UInt8], others: Int) {
    let folder = TemporaryFolder()
    folder.write(text, to: name)
    var options = BuildOptions()
    options.memory = 16 << 20
    options.rankField = "v"
    let target = "\(folder.path)/out.ccx"
    let summary = try IndexBuilder(options: options).build(["\(folder.path)/\(name)"], to: target)
    let artifact = try ArtifactBytes(path: target)
    // A view does not own what it shows: the artifact has to outlive it.
    let bytes = try withExtendedLifetime(artifact) { try artifact.section(.ranks).all().array }
    return (bytes, summary.valuesWithoutRank)
  }

  @Test(arguments: [
    (["true", "false", "null"], [255, 1, 0] as [UInt8], 0),
    (["7", "true", "0.5"], [255, 128, 1], 0),
    (["1", "\"x\"", "3", "{}"], [1, 0, 255, 0], 2),
    (["[3,9]", "4", "[]", "[1,[2]]"], [255, 1, 0, 0], 1),
    (["\"2024-01-31\"", "\"2024-01-31T12:00\"", "\"2023-05-01\""], [128, 255, 1], 0),
    (["\"2024-01-31\"", "5", "6"], [0, 1, 255], 1),
    (["-9223372036854775808", "9223372036854775807", "-1"], [1, 255, 128], 0),
    (["9007199254740993", "9007199254740992", "0.5"], [255, 255, 1], 0),
    (["2"], [255], 0),
  ]) func `numbers and dates of JSON`(values: [String], expected: [UInt8], others: Int) throws {
    let lines = values.enumerated().map { "{\"id\":\"d\(100 + $0.offset)\",\"body\":\"x\",\"v\":\($0.element)}\n" }
    for lines in [lines, lines.reversed()] {
      let found = try ranks(lines.joined(), name: "docs.jsonl")
      #expect(found.ranks == expected && found.others == others, "\(found)")
    }
  }

  @Test func `texts of CSV files rank if they look like numbers`() throws {
    let found = try ranks("id,title,v\na,x,20\nb,y,007\nc,z,3\nd,z,\n", name: "docs.csv")
    #expect(found.ranks == [255, 0, 1, 0] && found.others == 1)
  }
}
