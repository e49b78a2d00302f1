// What turns frequencies into scores for one query: weights, norms and the saturation, as plain pointers for the loops.

internal import ConcordArtifact

/// The scoring of a query.
///
/// Plain data: whoever makes one keeps tables and artifact alive while it is used.
@safe struct ScoringModel {
  /// Saturation.
  let k1: Float
  /// Number of fields.
  let fields: Int
  /// Documents of the collection, the length of a column of norms.
  let documents: Int
  /// The field that most postings have; the others are expected to be sparse.
  let denseField: Int
  /// Norm codes: all documents of field 0, then of field 1, and so on.
  let norms: UnsafePointer<UInt8>
  /// W_f of every norm code: 256 numbers a field.
  let weights: UnsafePointer<Float>
  /// The weights w_f if they are not the artifact's own, else nil: bounds then come from M_f instead of the stored strength.
  let fieldWeights: UnsafePointer<Float>?

  /// Fields that count, a bit each; the others score nothing.
  var fieldMask: UInt8 = .max

  /// The same for some of the fields only.
  func restricted(to fields: UInt8) -> ScoringModel {
    var model = self
    model.fieldMask = fields
    return model
  }

  /// The column of a field.
  @inline(__always)
  func norms(_ field: Int) -> UnsafePointer<UInt8> { unsafe norms + field * documents }

  /// The table of a field.
  @inline(__always)
  func weights(_ field: Int) -> UnsafePointer<Float> { unsafe weights + field * 256 }
}

/// W_f of every field, in one table that outlives every query.
@safe final class WeightTables: @unchecked Sendable {
  let base: UnsafeMutablePointer<Float>
  private let count: Int

  /// The tables of a profile; `averages` are those of the build.
  init(_ profile: ScoringProfile, averages: [Float]) {
    count = profile.fields.count * 256
    unsafe base = .allocate(capacity: count)
    for (index, field) in profile.fields.enumerated() {
      for (code, weight) in Scoring.weights(field, averageLength: averages[index]).enumerated() {
        unsafe base[index * 256 + code] = weight
      }
    }
  }

  deinit { unsafe base.deallocate() }
}
