// The integer streams of packing.h in slow and obvious Swift: one bit at a time, as the header's comment states them.

/// Reads and writes streams without any of the kernels' tricks.
enum SlowStream {
  /// Where bit `bit` of value `index` lies, counted in bits from the first byte of the low bits.
  private static func place(_ index: Int, bit: Int, width: Int, count: Int) -> Int {
    if count < 128 { return index * width + bit }
    // Four lanes of 32-bit words: value 4i+j is slot i of lane j; a lane's slots follow one another, and word n of the
    // four lanes is 16 bytes, lane after lane.
    let lane = index % 4
    let inLane = index / 4 * width + bit
    return inLane / 32 * 128 + lane * 32 + inLane % 32
  }

  static func packedLength(_ count: Int, _ width: Int) -> Int { count == 128 ? 16 * width : (count * width + 7) / 8 }

  /// Encodes with a chosen width; `less` says that one is subtracted from every value.
  static func encode(_ values: [UInt32], width: Int, less: Bool) -> [UInt8] {
    let rest = values.map { $0 - (less ? 1 : 0) }
    let large = rest.indices.filter { UInt64(rest[$0]) >> UInt64(width) != 0 }
    var low = [UInt8](repeating: 0, count: packedLength(values.count, width))
    for (index, value) in rest.enumerated() {
      for bit in 0..<width where value >> UInt32(bit) & 1 != 0 {
        let place = place(index, bit: bit, width: width, count: values.count)
        low[place / 8] |= 1 << UInt8(place % 8)
      }
    }
    var bytes = [UInt8(width) | (large.isEmpty ? 0 : 0x40) | (less ? 0x80 : 0)] + low
    if large.isEmpty { return bytes }
    bytes.append(UInt8(large.count))
    bytes += large.map { UInt8($0) }
    for index in large {
      var high = rest[index] >> UInt32(width)
      while high >= 128 {
        bytes.append(UInt8(high & 127) | 128)
        high >>= 7
      }
      bytes.append(UInt8(high))
    }
    return bytes
  }

  /// Decodes, adding a subtracted one back modulo 2^32; nil if the bytes are no stream.
  static func decode(_ bytes: [UInt8], count: Int) -> (values: [UInt32], length: Int)? {
    guard let control = bytes.first, control & 63 <= 32 else { return nil }
    let width = Int(control & 63)
    var at = 1 + packedLength(count, width)
    if at > bytes.count { return nil }
    var values = [UInt32](repeating: 0, count: count)
    for index in 0..<count {
      for bit in 0..<width {
        let place = place(index, bit: bit, width: width, count: count)
        if bytes[1 + place / 8] >> UInt8(place % 8) & 1 != 0 { values[index] |= 1 << UInt32(bit) }
      }
    }
    if control & 64 != 0 {
      if at >= bytes.count || width == 32 { return nil }
      let exceptions = Int(bytes[at])
      at += 1
      if exceptions == 0 || exceptions > count || at + exceptions > bytes.count { return nil }
      let indexes = bytes[at..<(at + exceptions)].map { Int($0) }
      at += exceptions
      for (number, index) in indexes.enumerated() {
        if index >= count || (number > 0 && index <= indexes[number - 1]) { return nil }
        var high: UInt64 = 0
        var shift: UInt64 = 0
        while true {
          if at >= bytes.count || shift == 35 { return nil }
          high |= UInt64(bytes[at] & 127) << shift
          at += 1
          if bytes[at - 1] < 128 { break }
          shift += 7
        }
        if high > UInt64(UInt32.max) || high << UInt64(width) > UInt64(UInt32.max) { return nil }
        values[index] |= UInt32(high << UInt64(width))
      }
    }
    return (control & 128 == 0 ? values : values.map { $0 &+ 1 }, at)
  }
}
