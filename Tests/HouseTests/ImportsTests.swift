// Import lines are recognised in every form that Swift has for them.

import Testing

struct ImportsTests {
  @Test func `modifiers, attributes, kinds and submodules are seen through`() {
    let text = """
      import A
      public import B
        internal import C
      @testable import D
      @preconcurrency package import struct E.Thing
      import func F.call // why
      import A
      // import G
      let x = "import H"
      importance(of: I)
      """
    #expect(Imports.modules(in: TextFile(path: "x.swift", text: text)) == ["A", "B", "C", "D", "E", "F"])
  }
}
