// What a search did: counts that a receipt shows and that tests compare, never times.

/// The work of one search.
public struct SearchCost: Sendable, Equatable {
  /// Blocks of postings whose documents were decoded.
  public var blocksDecoded = 0
  /// Blocks whose frequencies were decoded and turned into scores.
  public var blocksScored = 0
  /// Blocks that could not hold a hit and were left as they were.
  public var blocksSkipped = 0
  /// Windows of documents that were left out as a whole.
  public var windowsSkipped = 0
  /// Documents whose score was compared with the best.
  public var candidates = 0
  /// Documents whose positions were read.
  public var positionsRead = 0
  /// Bytes of postings that the terms' lists hold.
  public var postingsBytes = 0

  /// Nothing done yet.
  public init() {}
}
