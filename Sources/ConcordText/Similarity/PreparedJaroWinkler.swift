// One text that is compared with many.

/// The Jaro-Winkler similarity of one text to many others, with the masks of the one made once.
///
/// JaroWinkler says what the measure is. One value may be used by several threads at once: nothing in it changes.
package struct PreparedJaroWinkler: ~Copyable, @unchecked Sendable {
  private let parts: Parts

  /// Prepares a UTF-8 text, of which a copy is kept.
  ///
  /// O(a).
  package init(_ text: UnsafeBufferPointer<UInt8>) { parts = unsafe Parts(text) }

  /// Prepares a text.
  package init(_ text: String) {
    var text = text
    parts = text.withUTF8 { unsafe Parts($0) }
  }

  deinit { unsafe parts.room.deallocate() }

  /// Number of scalars of the text.
  package var count: Int { unsafe parts.scalars.count }

  /// The scalars of the text; they live as long as this value.
  var scalars: UnsafeBufferPointer<UInt32> { unsafe parts.scalars }

  /// The similarity of `text` to the prepared one.
  ///
  /// O(a + b).
  package func similarity(of text: UnsafeBufferPointer<UInt8>) -> Double {
    unsafe similarity(of: text, atLeast: 0) ?? 0
  }

  /// The similarity of `text` to the prepared one; nil if it is below `least`.
  ///
  /// O(a + b), and less where the lengths or the number of matches show that the text is not alike enough.
  @inline(__always)
  package func similarity(of text: UnsafeBufferPointer<UInt8>, atLeast least: Double) -> Double? {
    let count = self.count
    guard let base = text.baseAddress, let pattern = unsafe scalars.baseAddress, text.count > 0, count > 0 else {
      let score: Double = text.count == count ? 1 : 0
      return score < least ? nil : score
    }
    // SAFETY: all of ASCII and at most 64 bytes on both sides, as the table of masks wants it.
    if let bytes = unsafe parts.bytes, unsafe text.count <= 64 && count <= 64 && JaroWinkler.isASCII(base, text.count) {
      return unsafe JaroMatch.similarity(bytes, count, base, text.count, ASCIIMasks(parts.ascii), atLeast: least)
    }
    return unsafe JaroScalars.withScalars(of: text) { text in
      guard let base = text.baseAddress, text.count <= 64 && count <= 64 else {
        return unsafe JaroLists.similarity(scalars, text, atLeast: least)
      }
      return unsafe JaroMatch.similarity(pattern, count, base, text.count, parts.masks, atLeast: least)
    }
  }

  /// What is made of a text, in one room that the owner frees.
  @safe private struct Parts {
    let room: UnsafeMutableRawPointer
    /// The text's scalars.
    let scalars: UnsafeBufferPointer<UInt32>
    /// The text's bytes if all are ASCII.
    let bytes: UnsafePointer<UInt8>?
    /// 128 masks of ASCII bytes.
    let ascii: UnsafePointer<UInt64>
    /// Masks of all scalars, if they are at most 64.
    let masks: ScalarMasks

    init(_ text: UnsafeBufferPointer<UInt8>) {
      let slots = ScalarMasks.slots
      let size = 128 * 8 + slots * 12 + text.count * 5
      let room = UnsafeMutableRawPointer.allocate(byteCount: size, alignment: 64)
      unsafe self.room = room
      // SAFETY: the five parts lie one behind the other in the room of `size` bytes, each aligned.
      let ascii = unsafe room.bindMemory(to: UInt64.self, capacity: 128)
      let table = unsafe (room + 1_024).bindMemory(to: UInt64.self, capacity: slots)
      let keys = unsafe (room + 1_024 + slots * 8).bindMemory(to: UInt32.self, capacity: slots)
      let scalars = unsafe (room + 1_024 + slots * 12).bindMemory(to: UInt32.self, capacity: text.count)
      let bytes = unsafe (room + 1_024 + slots * 12 + text.count * 4).bindMemory(to: UInt8.self, capacity: text.count)
      unsafe ascii.initialize(repeating: 0, count: 128)
      var count = 0
      var isASCII = true
      if let base = text.baseAddress {
        count = unsafe JaroScalars.write(TextBytes(base, text.count), to: scalars)
        unsafe bytes.initialize(from: base, count: text.count)
        isASCII = unsafe JaroWinkler.isASCII(base, text.count)
      }
      let short = min(count, 64)
      for index in 0..<short where unsafe scalars[index] < 128 {
        unsafe ascii[Int(scalars[index])] |= 1 << UInt64(index)
      }
      masks = unsafe ScalarMasks(keys: keys, masks: table, scalars, short)
      unsafe self.ascii = UnsafePointer(ascii)
      unsafe self.scalars = UnsafeBufferPointer(start: scalars, count: count)
      unsafe self.bytes = isASCII ? UnsafePointer(bytes) : nil
    }
  }
}
