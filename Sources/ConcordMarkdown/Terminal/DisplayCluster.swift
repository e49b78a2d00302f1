// How many columns a character takes on a terminal, and where a line may break beside it.

internal import CKernels

/// A character as people see it, as a terminal shows it: a cluster of UAX #29 in 0 to 2 columns.
///
/// A cluster is as wide as its widest scalar: East Asian Wide and Fullwidth take two columns, marks none. Two letters of a
/// flag take two, and so does an emoji that U+FE0F follows. Unicode 15.0; terminals differ in some scripts of India, where
/// vowel signs that stand beside their letter are counted here with it.
struct DisplayCluster {
  /// Bits of the table beside the columns.
  static let breaks: UInt8 = 4
  static let staysBefore: UInt8 = 8
  static let staysAfter: UInt8 = 16
  static let acts: UInt8 = 32
  static let widens: UInt8 = 64

  /// After its last byte.
  let end: Int
  /// Columns.
  let width: Int
  /// What the table says of its first scalar.
  let properties: UInt8

  @inline(__always)
  private init(end: Int, width: Int, properties: UInt8) {
    (self.end, self.width, self.properties) = (end, width, properties)
  }

  /// The cluster at `offset` of text that is UTF-8; O(its length).
  @inline(__always)
  static func at(_ offset: Int, of text: MarkdownBytes) -> DisplayCluster {
    if text[offset] < 0x80 && text[offset &+ 1] < 0x80 {
      return DisplayCluster(end: offset &+ 1, width: 1, properties: 1)
    }
    return long(offset, text)
  }

  private static func long(_ offset: Int, _ text: MarkdownBytes) -> DisplayCluster {
    let first = text.validScalar(at: offset)
    let properties = ck_display_of(first.value)
    var width = Int(properties & 3)
    var end = offset &+ first.length
    var cluster = ck_cluster_begin(ck_grapheme_props_of(first.value))
    while end < text.count {
      let step = text.validScalar(at: end)
      let props = ck_grapheme_props_of(step.value)
      cluster = ck_cluster_add(cluster, props)
      if cluster == CK_CLUSTER_ENDS { break }
      let isFlag = Int(props & 15) == CK_GCB_REGIONAL && Int(cluster) & CK_CLUSTER_HALF_FLAG == 0
      let isWidened = step.value == 0xFE0F && properties & widens != 0
      width = isWidened || isFlag ? 2 : max(width, Int(ck_display_of(step.value) & 3))
      end &+= step.length
    }
    return DisplayCluster(end: end, width: width, properties: properties)
  }

  /// Whether a scalar may not reach a terminal: it would act on it or reorder the line.
  @inline(__always)
  static func acts(_ scalar: UInt32) -> Bool { ck_display_of(scalar) & acts != 0 }

  /// Columns of a part of a text that is UTF-8; O(bytes).
  static func width(_ text: MarkdownBytes, _ start: Int, _ end: Int) -> Int {
    let part = text.slice(0, end)
    var width = 0
    var offset = start
    while offset < end {
      let cluster = at(offset, of: part)
      width &+= cluster.width
      offset = cluster.end
    }
    return width
  }
}

extension MarkdownBytes {
  /// The scalar at an offset of text that is known to be UTF-8, and its bytes.
  @inline(__always)
  func validScalar(at offset: Int) -> (value: UInt32, length: Int) {
    let first = UInt32(self[offset])
    if first < 0x80 { return (first, 1) }
    let second = UInt32(self[offset &+ 1] & 0x3F)
    if first < 0xE0 { return ((first & 0x1F) << 6 | second, 2) }
    let third = UInt32(self[offset &+ 2] & 0x3F)
    if first < 0xF0 { return ((first & 0x0F) << 12 | second << 6 | third, 3) }
    return ((first & 0x07) << 18 | second << 12 | third << 6 | UInt32(self[offset &+ 3] & 0x3F), 4)
  }

  /// The bytes of the scalar at an offset, and whether they are one: else a maximal subpart (Unicode 15.0, table 3-8).
  func checkedScalar(at offset: Int) -> (length: Int, isValid: Bool) {
    let first = self[offset]
    if first < 0x80 { return (1, true) }
    if first < 0xC2 || first > 0xF4 { return (1, false) }
    let length = first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4
    let low: UInt8 = first == 0xE0 ? 0xA0 : first == 0xF0 ? 0x90 : 0x80
    let high: UInt8 = first == 0xED ? 0x9F : first == 0xF4 ? 0x8F : 0xBF
    // Beyond the end there are zeros, which continue nothing.
    if self[offset &+ 1] < low || self[offset &+ 1] > high { return (1, false) }
    var count = 2
    while count < length {
      if self[offset &+ count] & 0xC0 != 0x80 { return (count, false) }
      count &+= 1
    }
    return (length, true)
  }
}
