// XXH3 against hashes that another implementation computed.

import ConcordBytes
import Testing

struct ChecksumTests {
  /// Byte i is 7i + 3; hashes by PyPI xxhash 4.1.0 (xxHash 0.8.4), the seed that of unit 3 of section TEST.
  static let vectors: [(Int, UInt64, UInt64, String)] = [
    (0, 0, 0x2d06_8005_38d3_94c2, "99aa06d3014798d86001c324468d497f"),
    (0, 0x5445_5354_0000_0003, 0xf6b1_fc7e_71e6_d70e, "d67248da131af79d1d53fde535f3df41"),
    (1, 0, 0x13e6_08bc_156d_efed, "22bbb76b211a39ba13e608bc156defed"),
    (1, 0x5445_5354_0000_0003, 0x407f_9be0_f030_e9f1, "4f7b86b18097b210407f9be0f030e9f1"),
    (3, 0, 0xa908_8dda_485b_481c, "ce31763cbf8245a5a9088dda485b481c"),
    (3, 0x5445_5354_0000_0003, 0xa626_8885_8f82_61ed, "0c255a91a28997c6a62688858f8261ed"),
    (4, 0, 0x6d92_53b1_6c8b_1ed3, "47197970590746b1788a609154b0fe20"),
    (4, 0x5445_5354_0000_0003, 0xd91a_e7db_95c0_7f1c, "3285c4a3ff344f279209620cf2a5e7ba"),
    (8, 0, 0x6053_9db6_3047_1163, "e3bc8a5f461715553cd024e3d63a1588"),
    (8, 0x5445_5354_0000_0003, 0xfb3e_9d7a_6a9c_0d1f, "a603cae263eb7743cde819c15e87f79c"),
    (9, 0, 0xfeff_6683_61d7_23a8, "c72c88247a9a56d7eafab1c7f123109f"),
    (9, 0x5445_5354_0000_0003, 0xee03_ae80_0d09_1817, "566c36f6fac6d298185f62c6df8da1f8"),
    (16, 0, 0xb8c8_59b0_f030_b585, "ce0b9647ab24f88460d75c5e47d40a24"),
    (16, 0x5445_5354_0000_0003, 0xc00a_0645_3ef6_c982, "545894f3d2567cbf5f2ce8c9347a25ee"),
    (17, 0, 0x714a_0440_8e79_b80f, "bfd327edcc2fbd12eeed7654312a26d7"),
    (17, 0x5445_5354_0000_0003, 0xf9df_bbb4_40ec_4bd6, "02d9e369bb76b1b2f4560fd907c6585d"),
    (128, 0, 0x6742_5a03_6502_61bf, "1b1962a096bac78bc580008b6c92ac53"),
    (128, 0x5445_5354_0000_0003, 0xedb5_30d3_ba90_8f34, "0b236c0e41992e465e072cb23f95bcd8"),
    (129, 0, 0xc664_bf33_11c6_abc4, "293e4968c4619023bd91ce7ace4d385b"),
    (129, 0x5445_5354_0000_0003, 0xb519_4c27_1bb0_a42a, "7270d37e703decea03c5d0fa13aeb039"),
    (240, 0, 0x6455_6dc6_b462_a6cf, "ad46c1021b076bc704e0b5f034bee80b"),
    (240, 0x5445_5354_0000_0003, 0xec03_3015_c4b1_8ecb, "24c81c2a32018c90dd85d008e4474279"),
    (241, 0, 0x8bea_dd3a_8874_fe17, "ac6c3492c3d6b45d8beadd3a8874fe17"),
    (241, 0x5445_5354_0000_0003, 0xeb09_8e48_724b_5b2d, "6193f726ef59ee27eb098e48724b5b2d"),
    (1024, 0, 0x9b81_661c_641c_72b1, "18bc0eaca9a336369b81661c641c72b1"),
    (1024, 0x5445_5354_0000_0003, 0xd3ce_ffb5_c094_2b40, "5c48059ac7193147d3ceffb5c0942b40"),
    (4096, 0, 0xd742_8746_842b_e37e, "1546867423105cd5d7428746842be37e"),
    (4096, 0x5445_5354_0000_0003, 0x0f80_9292_bd56_f51d, "80991d093d49f9130f809292bd56f51d"),
    (5000, 0, 0x799a_addd_7339_581d, "c98ae385d09887cc799aaddd7339581d"),
    (5000, 0x5445_5354_0000_0003, 0x3140_3eb1_e3bd_c573, "4b5c1ffeed34e5fb31403eb1e3bdc573"),
  ]

  private func bytes(_ count: Int) -> [UInt8] { (0..<count).map { UInt8(truncatingIfNeeded: $0 * 7 + 3) } }

  @Test(arguments: ChecksumTests.vectors)
  func `a hash is the one that others compute`(count: Int, seed: UInt64, word: UInt64, words: String) {
    bytes(count).withView { view in
      #expect(Checksum.xxh3(view, seed: seed) == word)
      #expect(Checksum.xxh128(view, seed: seed).description == words)
    }
  }

  @Test func `hashes are ordered by value`() {
    let hashes = [
      Hash128(high: 0, low: 9), Hash128(high: 1, low: 0), Hash128(high: 1, low: 2), Hash128(high: .max, low: 1),
    ]
    #expect(hashes.shuffled().sorted() == hashes)
    #expect(hashes[1].description == "00000000000000010000000000000000")
  }

  @Test func `every bit of 200 bytes counts`() {
    let plain = bytes(200)
    var seen = Set([plain.withView { Checksum.xxh3($0) }])
    for bit in 0..<1_600 {
      var changed = plain
      changed[bit / 8] ^= 1 << UInt8(bit % 8)
      seen.insert(changed.withView { Checksum.xxh3($0) })
    }
    #expect(seen.count == 1_601)
  }
}
