// Times comparing short runs of bytes against memcmp, after both have given the same answers.
//
//   compare-probe    (tools/bench/compare-check) one line a length: nanoseconds of ours and of memcmp, for equality, order and shared start

import ConcordBytes
import ConcordTestSupport

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Pairs of runs of one length: a third equal, the others with a difference at a random place.
struct Pairs {
  var bytes: [UInt8] = []
  let length: Int
  /// Where a pair begins: the second run follows the first, both at odd places.
  var starts: [Int] = []

  init(length: Int, count: Int) {
    self.length = length
    var random = SeededRandom(seed: UInt64(length))
    for index in 0..<count {
      var run = random.bytes(length)
      bytes.append(0)
      starts.append(bytes.count)
      bytes += run
      if index % 3 != 0 && length > 0 { run[random.below(length)] ^= 64 }
      bytes += run
    }
    bytes += [0]
  }
}

@inline(never)
func time(_ pairs: Pairs, _ body: (ByteView, ByteView) -> Int) -> (nanoseconds: Double, sum: Int) {
  var (fastest, sum) = (Double.infinity, 0)
  unsafe pairs.bytes.withUnsafeBytes { bytes in
    guard let base = bytes.baseAddress else { return }
    unsafe pairs.starts.withUnsafeBufferPointer { starts in
      for _ in 0..<15 {
        sum = 0
        let start = Double(ThreadTime.now())
        for _ in 0..<200 {
          for index in 0..<starts.count {
            let a = unsafe base + starts[index]
            unsafe sum &+= body(
              ByteView(base: a, count: pairs.length), ByteView(base: a + pairs.length, count: pairs.length))
          }
        }
        fastest = min(fastest, (Double(ThreadTime.now()) - start) / Double(200 * starts.count))
      }
    }
  }
  return (fastest, sum)
}

func rounded(_ value: Double) -> Double { (value * 100).rounded() / 100 }

func sign(_ value: Int) -> Int { value.signum() }

print("length  equal ours/memcmp ns  ratio   order ours/memcmp ns  ratio   shared ours/loop ns  ratio")
var worst = 0.0
for length in Array(0...33) + [40, 47, 48, 49, 56, 63, 64, 65, 80, 96, 128, 200, 256] {
  let pairs = Pairs(length: length, count: 600)
  let same = time(pairs) { $0 == $1 ? 1 : 0 }
  let sameC = time(pairs) { a, b in unsafe memcmp(a.base, b.base, a.count) == 0 ? 1 : 0 }
  let order = time(pairs) { sign($0.compare($1)) }
  let orderC = time(pairs) { a, b in unsafe sign(Int(memcmp(a.base, b.base, a.count))) }
  let shared = time(pairs) { $0.commonPrefixLength(with: $1) }
  let loop = time(pairs) { a, b in
    var length = 0
    while length < a.count, unsafe a.bytes[length] == b.bytes[length] { length += 1 }
    return length
  }
  guard same.sum == sameC.sum && order.sum == orderC.sum && shared.sum == loop.sum else {
    print("length \(length): the answers differ")
    exit(1)
  }
  let ratios = [(same, sameC), (order, orderC), (shared, loop)].map { rounded($0.nanoseconds / $1.nanoseconds) }
  if length <= 64 { worst = max(worst, ratios[0], ratios[1]) }
  print(
    length, rounded(same.nanoseconds), rounded(sameC.nanoseconds), ratios[0], rounded(order.nanoseconds),
    rounded(orderC.nanoseconds), ratios[1], rounded(shared.nanoseconds), rounded(loop.nanoseconds), ratios[2],
    separator: "\t")
}
print("worst ratio to memcmp at lengths 0 to 64: \(worst)")
