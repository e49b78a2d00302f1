// Small indexes in memory for tests.

import ConcordArtifact
import ConcordBuild
import ConcordBytes
import ConcordSearch
import ConcordTestSupport

/// Builds artifacts in a folder of their own.
enum TestIndex {
  /// The bytes of an artifact.
  static func bytes(_ documents: [NewDocument], options: BuildOptions) throws -> [UInt8] {
    let folder = TemporaryFolder()
    let path = "\(folder.path)/index.ccx"
    _ = try IndexBuilder(options: options).build(documents: documents, to: path)
    return try MappedFile.contents(of: path)
  }

  /// An opened artifact.
  static func contents(
    _ documents: [NewDocument], profile: BuildOptions.Profile, stemmer: String? = nil
  ) throws -> IndexContents {
    var options = BuildOptions()
    options.profile = profile
    options.stemmer = stemmer
    return try IndexContents(ArtifactBytes(bytes: bytes(documents, options: options)))
  }
}

/// Documents of made-up words with a few frequent and many rare ones.
enum RandomCorpus {
  static func word(_ random: inout SeededRandom) -> String {
    // The product of two numbers makes small ones frequent.
    let number = Int.random(in: 0..<20, using: &random) * Int.random(in: 0..<20, using: &random)
    return "w\(String(number, radix: 26, uppercase: false).filter(\.isLetter))x"
  }

  static func documents(_ count: Int, _ random: inout SeededRandom) -> [NewDocument] {
    (0..<count).map { number in
      let title = (0..<Int.random(in: 0...4, using: &random)).map { _ in word(&random) }
      let body = (0..<Int.random(in: 0...60, using: &random)).map { _ in word(&random) }
      return NewDocument(
        id: "d\(number * 7919 % count)", title: title.joined(separator: " "), body: body.joined(separator: " "))
    }
  }
}
