// Which blocks of a page asked for labels that are not defined for good.

/// From the hash of a label to the blocks that wait for it; two labels of one hash cost a block that is rendered in vain.
struct WaitingLabels: ~Copyable {
  struct Record: BitwiseCopyable {
    var hash: Int
    var block: Int32
    var next: Int32
  }

  private var records = FlatArray<Record>()
  private var heads = FlatArray<Int32>()
  private var free: Int32 = -1
  private var used = 0

  init() {}

  /// Notes that a block waits; what is among the last few of its place is not noted again.
  mutating func add(_ hash: Int, block: Int) {
    if used >= heads.count { grow() }
    let slot = hash & (heads.count &- 1)
    let number = Int32(truncatingIfNeeded: block)
    var index = heads[slot]
    for _ in 0..<4 where index >= 0 {
      let record = records[Int(index)]
      if record.hash == hash && record.block == number { return }
      index = record.next
    }
    let record = Record(hash: hash, block: number, next: heads[slot])
    if free >= 0 {
      let place = free
      free = records[Int(place)].next
      records[Int(place)] = record
      heads[slot] = place
    } else {
      records.append(record)
      heads[slot] = Int32(truncatingIfNeeded: records.count &- 1)
    }
    used &+= 1
  }

  /// Takes out all blocks that wait for a label, and adds them to `blocks`.
  mutating func take(_ hash: Int, into blocks: inout FlatArray<Int32>) {
    if heads.isEmpty { return }
    let slot = hash & (heads.count &- 1)
    var index = heads[slot]
    var kept: Int32 = -1
    while index >= 0 {
      let record = records[Int(index)]
      if record.hash == hash {
        blocks.append(record.block)
        records[Int(index)].next = free
        free = index
        used &-= 1
        if kept < 0 { heads[slot] = record.next } else { records[Int(kept)].next = record.next }
      } else {
        kept = index
      }
      index = record.next
    }
  }

  private mutating func grow() {
    var old = FlatArray<Int32>()
    swap(&old, &heads)
    let count = max(64, old.count &* 2)
    for _ in 0..<count { heads.append(-1) }
    for slot in 0..<old.count {
      var index = old[slot]
      while index >= 0 {
        let next = records[Int(index)].next
        let place = records[Int(index)].hash & (count &- 1)
        records[Int(index)].next = heads[place]
        heads[place] = index
        index = next
      }
    }
  }
}
