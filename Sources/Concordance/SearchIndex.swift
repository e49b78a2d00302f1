// The opened artifact, as a user of the library sees it.

internal import ConcordArtifact
internal import ConcordBytes
package import ConcordSearch

/// A search index: one file, mapped, ready at once.
///
///     let index = try SearchIndex(path: "docs.ccx")
///     for hit in try index.hits(for: "memory map", limit: 5) {
///       print(hit.score, hit.title)
///     }
///
/// Opening costs the same whatever the size; every byte that an answer depends on is checked when it is first used. An
/// index may be used from many threads at once.
public struct SearchIndex: Sendable {
  package let contents: IndexContents
  private let path: String?

  /// Opens the artifact at `path`.
  ///
  /// O(1).
  public init(path: String) throws(ConcordanceError) {
    self.path = path
    do {
      contents = try IndexContents(ArtifactBytes(path: path))
      try contents.artifact.checkUnchanged()
    } catch {
      throw ConcordanceError(error, path: path)
    }
  }

  /// Opens an artifact in memory; the bytes are copied once.
  public init(bytes: [UInt8]) throws(ConcordanceError) {
    path = nil
    do { contents = try IndexContents(ArtifactBytes(bytes: bytes)) } catch { throw ConcordanceError(error, path: nil) }
  }

  /// Runs a call of a lower floor, wraps its error once, and lets nothing out if the file changed meanwhile.
  ///
  /// Every answer passes here. A page that was verified and then lost reads as zeros, and one that was overwritten as
  /// anything: what was made of it, an answer or an error, is worth nothing.
  func wrapping<Result>(_ body: () throws(ArtifactError) -> Result) throws(ConcordanceError) -> Result {
    do throws(ArtifactError) {
      let result: Result
      do throws(ArtifactError) { result = try body() } catch {
        try contents.artifact.checkUnchanged()
        throw error
      }
      try contents.artifact.checkUnchanged()
      return result
    } catch {
      throw ConcordanceError(error, path: path)
    }
  }

  /// Pages of 4,096 bytes that were read and verified so far.
  package var touchedPages: Int { contents.artifact.verifiedUnits }

  /// Number of documents.
  public var documentCount: Int { contents.statistics.documents }

  /// The stored field that the static ranks of documents were made of; nil without ranks.
  public var rankField: String? { contents.settings.rankField }

  /// Identity of the bytes: two artifacts with one identity are the same file.
  public var identity: String { contents.artifact.root.description }

  /// Identity of settings and documents.
  public var contentIdentity: String { contents.artifact.contentIdentity.description }
}
