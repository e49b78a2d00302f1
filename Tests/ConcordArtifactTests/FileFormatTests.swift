// The format's page says what the code does: tables against the layout, worked numbers against the encoders.

import ConcordBytes
import Testing

@testable import ConcordArtifact

struct FileFormatTests {
  private let page = FormatPage()

  @Test func `tables of fixed records are the layout's slots`() {
    func rows(_ slots: [Slot]) -> [[String]] { slots.map { ["\($0.offset)", "\($0.size)", $0.type, $0.name] } }
    func table(_ heading: String) -> [[String]] { page.table(below: heading).map { Array($0.prefix(4)) } }
    #expect(table("First page") == rows(HeaderLayout.slots))
    #expect(table("Section table entry") == rows(SectionLayout.slots))
    #expect(table("Footer") == rows(FooterLayout.slots))
  }

  @Test func `sections are listed in the order of the file`() {
    #expect(page.table(below: "Sections").map { $0[0] } == SectionKind.all.map(\.description))
    let picture = page.lines.compactMap { line -> String? in
      guard let bar = line.firstIndex(of: "│") else { return nil }
      let name = line[line.index(after: bar)...].dropFirst().prefix(4)
      return name.count == 4 && name.allSatisfy { $0.isASCII && $0.isUppercase } ? String(name) : nil
    }
    #expect(Array(picture.prefix(SectionKind.all.count)) == SectionKind.all.map(\.description))
  }

  @Test func `versions and the store's limits are those of the code`() {
    let versions = page.table(below: "Which reader reads which version")
    #expect(versions.last?.first == "\(FormatVersion.current)")
    #expect(versions.last?[2] == "\(FormatVersion.oldestReader)")
    let text = page.lines.joined(separator: "\n")
    for blocks in [StoreBlocks.standard, .optimized] {
      #expect(text.contains("past \(blocks.soft / 1024) KB"))
      #expect(text.contains("at \(blocks.hard / 1024) KB in any case"))
    }
    #expect(text.contains("one for every \(DictionarySampler.bytesPerSample / 1024) KB of the stream"))
    #expect(text.contains("\(DictionarySampler.mostSamples) at most"))
    #expect(text.contains("\(Settings.fieldGap) positions apart"))
    #expect(text.contains("A list of at most \(PostingsLayout.inlineLimit) bytes stands right there"))
  }

  @Test func `every worked number is what the encoders give`() throws {
    let computed = try WorkedNumbers.all()
    let stated = page.examples
    #expect(stated.count == computed.count)
    for (example, expected) in zip(stated, computed) {
      #expect(example.what == expected.what)
      #expect(example.result == expected.result)
    }
  }

  @Test func `canary: a table and an example are read as they stand`() {
    let page = FormatPage(
      text:
        "## A\n\ntext\n| offset | size |\n|---|---|\n| 0 | 8 |\n| 8 | 2 |\n\n- `x 1` → `02`\n- `y`: no\n## B\n| c |\n|---|\n| 1 |"
    )
    #expect(page.table(below: "A") == [["0", "8"], ["8", "2"]])
    #expect(page.table(below: "C") == [])
    #expect(page.examples.map(\.what) == ["x 1"])
    #expect(page.examples.map(\.result) == ["02"])
  }
}
