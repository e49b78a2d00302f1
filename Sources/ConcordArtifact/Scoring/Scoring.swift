// The definition of a score, which builder, searcher and reference scorer share.
//
// BM25F (Robertson, Zaragoza: The Probabilistic Relevance Framework, 2009) without the constant factor k1 + 1:
//
//   strength   S = Σ_f W_f[norm_f] · tf_f          in Float, fields in order
//   weights    W_f[c] = w_f · 1 / (1 - b_f + b_f · (length(c) / average_f))
//   share      S / (k1 + S)
//   contribution = round(idf · 2^20 · share)       to Int32, nearest, ties to even
//   score      = Σ_terms contribution + round(weight · rank / 255 · 2^20)   in Int64
//
// Integers, because the order of a sum of Floats shows in its last bits: adding terms in another order changed the score
// of 198 of 235 six-word unions. The kernels in CKernels/scoring.c compute the same operations in the same order.

/// The weight and the length normalisation of a field.
public struct FieldProfile: Sendable, Equatable {
  /// Name of the field: "title", "heading", "body", "text".
  public let name: String
  /// How much an occurrence counts, 0 or more.
  public var weight: Float
  /// How strongly long fields are discounted, 0...1.
  public var b: Float

  /// Describes a field.
  public init(name: String, weight: Float, b: Float = 0.75) {
    (self.name, self.weight, self.b) = (name, weight, b)
  }
}

/// What a score depends on besides the postings.
public struct ScoringProfile: Sendable, Equatable {
  /// Saturation of repeated occurrences, above 0.
  public var k1: Float
  /// The fields in the order of the file.
  public var fields: [FieldProfile]

  /// Describes the scoring.
  public init(k1: Float = 1.2, fields: [FieldProfile]) {
    (self.k1, self.fields) = (k1, fields)
  }
}

/// The definition's formulas.
package enum Scoring {
  /// A score's unit: 2^-20.
  package static let scale: Double = 1_048_576

  /// ln(1 + (N - df + 0.5) / (df + 0.5)), in a form that gives the same bits on every machine.
  package static func inverseDocumentFrequency(documents: Int, containing: Int) -> Double {
    let n = Double(documents)
    let df = Double(min(containing, documents))
    return Logarithm.natural(1 + (n - df + 0.5) / (df + 0.5))
  }

  /// W_f for every norm code.
  package static func weights(_ field: FieldProfile, averageLength: Float) -> [Float] {
    (0...255).map { weight(field, averageLength: averageLength, code: $0) }
  }

  /// One of a field's ``weights(_:averageLength:)``.
  package static func weight(_ field: FieldProfile, averageLength: Float, code: UInt8) -> Float {
    let average = averageLength > 0 ? averageLength : 1
    let ratio = Float(NormCode.length(code)) / average
    let spread: Float = field.b * ratio
    let norm: Float = (1 - field.b) + spread
    // A weight of a document without length could be infinite with b = 1; no posting has length 0.
    return field.weight * (1 / max(norm, Float.leastNormalMagnitude))
  }

  /// One term's contribution from its strength, as the kernel computes it.
  package static func contribution(strength: Float, k1: Float, scaledFrequency: Float) -> Int32 {
    let share: Float = strength / (k1 + strength)
    let value: Float = (scaledFrequency * share).rounded(.toNearestOrEven)
    return value.isFinite ? Int32(min(max(value, 0), 2_147_483_520)) : 0
  }

  /// What the largest static rank adds to a score where nothing else is asked for.
  ///
  /// A word that one document in three has is worth at most about 1, one in a thousand 7.
  package static let rankWeight = 1.0

  /// What a static rank adds to the score of a document that matches; weights count from 0 to 1,000,000.
  ///
  /// Never negative, so that what is known without ranks to be reached by a score is reached with them.
  package static func rank(_ rank: UInt8, weight: Double) -> Int64 {
    let weight = weight > 0 ? min(weight, 1e6) : 0
    return Int64((weight * Double(rank) / 255 * scale).rounded(.toNearestOrEven))
  }
}

/// A natural logarithm whose bits do not depend on the machine's mathematical library.
package enum Logarithm {
  /// ln(x) for x > 0, within 2 units in the last place: x = m · 2^e with m in [√½, √2), ln m = 2 artanh((m-1)/(m+1)).
  package static func natural(_ x: Double) -> Double {
    precondition(x > 0 && x.isFinite, "a logarithm of a positive number")
    var exponent = Double(x.exponent)
    var mantissa = x.significand
    if mantissa > 1.4142135623730951 {
      mantissa /= 2
      exponent += 1
    }
    let z = (mantissa - 1) / (mantissa + 1)
    let square = z * z
    var sum = 0.0
    var degree = 23.0
    while degree >= 1 {
      sum = sum * square + 1 / degree
      degree -= 2
    }
    return exponent * 0.6931471805599453 + 2 * z * sum
  }
}
