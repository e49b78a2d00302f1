// The names of the files that hold many records: section SRCS, a count and counted names.

internal import ConcordBytes

/// Names of the sources that records were read from, relative to what was built.
package enum SourceNames {
  /// The section's bytes.
  package static func encode(_ names: [String]) -> [UInt8] {
    var out = ByteWriter()
    out.writeVarint(names.count)
    for name in names { out.writeCounted(Array(name.utf8)) }
    return out.bytes
  }

  /// Name number `number`.
  ///
  /// O(number), of a list that is short.
  package static func name(_ number: Int, in section: Section) throws(ArtifactError) -> String {
    let view = try section.all()
    return try section.decoding(at: 0) { () throws(BytesError) -> String in
      var cursor = ByteCursor(view)
      let count = try cursor.readVarint(upTo: view.count)
      if number >= count { throw .outOfRange(offset: 0) }
      for _ in 0..<number { _ = try cursor.readCounted() }
      return try cursor.readCounted().string
    }
  }
}
