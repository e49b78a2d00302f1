// Writes keys: folded or exact, fast where every scalar stands alone, with normalisation where they join.

import CKernels

/// A key that was written to the batch.
struct WrittenKey {
  var start: Int
  var length: Int
  var isCut: Bool
}

extension TokenBatch {
  /// Bytes that a key has at most.
  static var longestKey: Int { 255 }

  /// Appends the folded form of `text[from..<to]` to the key bytes.
  ///
  /// - Parameter flags: the properties of all scalars in the range, or'ed; they decide whether normalisation is needed.
  mutating func writeFolded(_ text: TextBytes, _ from: Int, _ to: Int, flags: UInt32) -> WrittenKey {
    if flags & ScalarProperties.composes != 0 { return writeNormalised(text, from, to, isExact: false) }
    let start = keyCount
    var length = 0
    var offset = from
    while offset < to {
      let byte = text[offset]
      if byte < 0x80 {
        if length == Self.longestKey { return finish(start, length, isCut: true) }
        // SAFETY: `hasRoom` left room for several keys; here and below a key stays below 255 + 33 bytes.
        unsafe keyBase[start &+ length] = byte &- 0x41 < 26 ? byte | 0x20 : byte
        length &+= 1
        offset &+= 1
        continue
      }
      let step = text.scalar(at: offset)
      let bits = ScalarProperties(step.value).bits
      var added = 0
      if bits & ScalarProperties.folds != 0 {
        let entry = unsafe ck_fold_bytes(bits)
        added = unsafe Int(entry[0])
        unsafe (keyBase + (start &+ length)).update(from: entry + 1, count: added)
      } else if step.value != ScalarStep.invalid {
        added = step.length
        unsafe (keyBase + (start &+ length)).update(from: text.base + offset, count: added)
      }
      if length &+ added > Self.longestKey { return finish(start, length, isCut: true) }
      length &+= added
      offset &+= step.length
    }
    return finish(start, length, isCut: false)
  }

  /// Appends the exact form of `text[from..<to]`: folded case and compatibility, marks kept, composed.
  mutating func writeExact(_ text: TextBytes, _ from: Int, _ to: Int) -> WrittenKey {
    writeNormalised(text, from, to, isExact: true)
  }

  @inline(__always)
  private mutating func finish(_ start: Int, _ length: Int, isCut: Bool) -> WrittenKey {
    keyCount = start &+ length
    return WrittenKey(start: start, length: length, isCut: isCut)
  }

  /// Decomposes, drops or keeps marks, orders them, composes, writes.
  ///
  /// Looks at the first 1,024 code points that remain: composed they are always more than the 255 bytes of a key.
  private mutating func writeNormalised(_ text: TextBytes, _ from: Int, _ to: Int, isExact: Bool) -> WrittenKey {
    var used = 0
    var offset = from
    var isCut = false
    while offset < to {
      if used > 1024 {
        isCut = true
        break
      }
      let step = text.scalar(at: offset)
      offset &+= step.length
      if step.value == ScalarStep.invalid { continue }
      // SAFETY: a decomposition has at most 18 code points and a digraph 2 letters; `scratch` holds 2,048.
      if let points = unsafe ck_exact_points(step.value) {
        for i in 0..<Int(unsafe points[0]) { used = unsafe place(points[i &+ 1], at: used, isExact) }
      } else {
        used = place(step.value, at: used, isExact)
      }
    }
    order(used)
    let length = compose(used)
    let start = keyCount
    var bytes = 0
    for i in 0..<length {
      // SAFETY: at most 255 + 4 bytes.
      let added = unsafe writeUTF8(scratch[i], to: keyBase + (start &+ bytes))
      if bytes &+ added > Self.longestKey {
        isCut = true
        break
      }
      bytes &+= added
    }
    return finish(start, bytes, isCut: isCut)
  }

  @inline(__always)
  private func place(_ point: UInt32, at used: Int, _ isExact: Bool) -> Int {
    if isExact {
      unsafe scratch[used] = point
      return used &+ 1
    }
    let properties = ScalarProperties(point)
    if properties.bits & ScalarProperties.stripped != 0 || properties.kind == WordClass.middleDot { return used }
    guard var letters = unsafe ck_fold_extra(point) else {
      unsafe scratch[used] = point
      return used &+ 1
    }
    var used = used
    while unsafe letters.pointee != 0 {
      unsafe scratch[used] = UInt32(UInt8(bitPattern: letters.pointee))
      used &+= 1
      unsafe letters += 1
    }
    return used
  }

  /// Sorts each run of marks by combining class, keeping equals in place.
  ///
  /// Insertion sort: a run has one or two.
  private func order(_ count: Int) {
    var i = 1
    while i < count {
      // SAFETY: `i` and `j` stay below `count`.
      let point = unsafe scratch[i]
      let rank = ck_combining_class_of(point)
      var j = i
      if rank != 0 {
        while j > 0, case let before = ck_combining_class_of(unsafe scratch[j &- 1]), before > rank {
          unsafe scratch[j] = scratch[j &- 1]
          j &-= 1
        }
      }
      unsafe scratch[j] = point
      i &+= 1
    }
  }

  /// Canonical composition in place (UAX #15); returns what is left.
  private func compose(_ count: Int) -> Int {
    var out = 0
    var starter = -1
    var last: UInt8 = 0
    for i in 0..<count {
      // SAFETY: `out` and `starter` follow `i` from behind.
      let point = unsafe scratch[i]
      let rank = ck_combining_class_of(point)
      if starter >= 0 && (last < rank || (last == 0 && starter == out &- 1)) {
        let composite = ck_compose(unsafe scratch[starter], point)
        if composite != 0 {
          unsafe scratch[starter] = composite
          continue
        }
      }
      if rank == 0 { starter = out }
      last = rank
      unsafe scratch[out] = point
      out &+= 1
    }
    return out
  }
}

extension Analyzer {
  /// Folds bytes the way class 0 keys are folded, without breaking them into words: what a typed prefix is looked up by.
  ///
  /// Bytes that are not UTF-8 leave no trace. The key is cut at 255 bytes as those of tokens are.
  package func foldedKey(of bytes: UnsafeBufferPointer<UInt8>) -> [UInt8] {
    guard let base = bytes.baseAddress, bytes.count > 0 else { return [] }
    let text = unsafe TextBytes(base, bytes.count)
    var batch = TokenBatch(capacity: 2048)
    var flags: UInt32 = 0
    var offset = 0
    var lowered: [UInt8] = []
    while offset < text.count && offset < 64 << 10 {
      let step = text.scalar(at: offset)
      flags |= ScalarProperties(step.value).bits
      if profile == .plain { PlainBreaker.lower(text, offset, step, into: &lowered) }
      offset &+= step.length
    }
    if profile == .plain { return lowered }
    let key = batch.writeFolded(text, 0, offset, flags: flags)
    return unsafe Array(UnsafeBufferPointer(start: batch.keys + key.start, count: key.length))
  }

  /// The same for bytes in an array.
  package func foldedKey(of bytes: [UInt8]) -> [UInt8] {
    unsafe bytes.withUnsafeBufferPointer { unsafe foldedKey(of: $0) }
  }

  /// The same for a text that is offered as a completion, and for what is typed to find it.
  ///
  /// A text of nothing but marks folds to nothing and would be lost: it stays as it is written, cut at a border of scalars.
  package func completionKey(of bytes: [UInt8]) -> [UInt8] {
    let key = foldedKey(of: bytes)
    if key.contains(where: { $0 != 0x20 }) || bytes.allSatisfy({ $0 == 0x20 }) { return key }
    var end = min(bytes.count, 255)
    while end > 0 && end < bytes.count && bytes[end] & 0xC0 == 0x80 { end -= 1 }
    return Array(bytes[..<end])
  }
}
