// Slots follow one another without a gap, and sizes are what the format says.

import Testing

@testable import ConcordArtifact

struct LayoutTests {
  @Test(arguments: [HeaderLayout.slots, SectionLayout.slots, FooterLayout.slots])
  func `each slot begins where the one before ends`(slots: [Slot]) {
    var next = 0
    for slot in slots {
      #expect(slot.offset == next)
      next = slot.end
      let sizes = ["u8": 1, "u16": 2, "u32": 4, "u64": 8, "f32": 4]
      if slot.type != "bytes" { #expect(sizes[slot.type] == slot.size) }
    }
  }

  @Test func `pages, entries and footers have their sizes`() {
    #expect(HeaderLayout.size == 4_096)
    #expect(SectionLayout.size == 32)
    #expect(FooterLayout.size == 16)
    #expect(FooterLayout.magicBytes == HeaderLayout.magicBytes.reversed())
  }

  @Test func `kinds are four letters and each is there once`() {
    #expect(Set(SectionKind.all).count == SectionKind.all.count)
    #expect(SectionKind.all.count == 33)
    #expect(SectionKind.all.last == .checksums)
    #expect(SectionKind.settings.description == "SETT")
    #expect(SectionKind(code: 0x0141_42ff).description == ".BA.")
  }
}
