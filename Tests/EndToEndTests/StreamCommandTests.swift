// concord render --stream: what it writes while its input arrives, into pipes and on terminals.

import ConcordTestSupport
import MarkdownTestCases
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

@Suite struct StreamCommandTests {
  let folder = TemporaryFolder()
  static let handbook = "\(Concord.package)/Fixtures/render/handbook.md"

  @Test(arguments: [
    [], ["--plain"], ["--html"], ["--unsafe-html"], ["--color", "always"], ["--width", "33", "--theme", "none"],
  ])
  func `writes into a pipe what one shot writes`(flags: [String]) throws {
    let text = Concord.bytes(Self.handbook)
    let wanted = try ChildProcess(Concord.path, ["render"] + flags + [Self.handbook]).wait()
    #expect(wanted.code == 0 && wanted.output.count > 5000)
    let fromFile = try ChildProcess(Concord.path, ["render", "--stream"] + flags + [Self.handbook]).wait()
    #expect(fromFile.code == 0 && fromFile.output == wanted.output && fromFile.errorText.isEmpty)
    let process = try TalkingProcess(Concord.path, ["render", "--stream"] + flags)
    for start in stride(from: 0, to: text.count, by: 700) {
      process.write(Array(text[start..<min(start + 700, text.count)]))
    }
    process.closeInput()
    let output = process.read()
    #expect(process.wait().code == 0 && output == wanted.output)
  }

  @Test func `shows what is finished before the input ends, into a pipe too`() throws {
    for (flags, first, second) in [
      ([], "A\n", "\n• b\n"), (["--html"], "<h1>A</h1>\n", "<ul>\n<li>b</li>\n</ul>\n"),
    ] {
      let process = try TalkingProcess(Concord.path, ["render", "--stream"] + flags)
      process.write("# A\n")
      #expect(String(decoding: process.read(until: first), as: UTF8.self) == first)
      process.write("- b\n\nc\n")
      #expect(String(decoding: process.read(until: second), as: UTF8.self) == second)
      process.closeInput()
      #expect(String(decoding: process.read(), as: UTF8.self).contains("c"))
      #expect(process.wait().code == 0)
    }
  }

  @Test func `holds back what follows a label that nobody defined, unless it is told not to`() throws {
    let text = "[a]\n\nb\n\n[a]: c\n\nd [a]\n\n"
    let patient = try TalkingProcess(Concord.path, ["render", "--stream"])
    patient.write("[a]\n\nb\n\n")
    patient.write("[a]: c\n\n")
    #expect(String(decoding: patient.read(until: "b\n"), as: UTF8.self) == "a (c)\n\nb\n")
    patient.closeInput()
    #expect(patient.wait().code == 0)
    let eager = try TalkingProcess(Concord.path, ["render", "--stream", "--eager"])
    eager.write("[a]\n\nb\n\n")
    #expect(String(decoding: eager.read(until: "b\n"), as: UTF8.self) == "[a]\n\nb\n")
    eager.closeInput()
    #expect(eager.wait().code == 0)
    #expect(
      try Concord.run("render", "--stream", "--eager", input: Array(text.utf8)).text == "[a]\n\nb\n\nd a (c)\n")
  }

  @Test func `has errors with a reason, after what came before them`() throws {
    let missing = try Concord.run("render", "--stream", "\(folder.path)/none.md")
    #expect(missing.code == 2 && missing.text.isEmpty && missing.errorText.hasPrefix("concord: cannot open"))
    let place = try Concord.run("render", "--stream", folder.path)
    #expect(place.code == 2 && place.text.isEmpty && place.errorText.hasPrefix("concord: cannot read"))
    let wrong = try Concord.run("render", "--eager")
    #expect(wrong.code == 2 && wrong.errorText.hasPrefix("Error: --eager"))
    let capped = "[a]: \(String(repeating: "x", count: 9000))\n\n" + String(repeating: "[a]", count: 3000)
    for form in ["--html", "--plain"] {
      let outcome = try Concord.run("render", "--stream", form, input: Array(capped.utf8))
      #expect(outcome.code == 0 && outcome.errorText.contains("left out"))
    }
  }

  // MARK: On a terminal

  private func start(_ size: (Int, Int), _ flags: [String] = [], _ environment: [String] = []) throws -> TalkingProcess
  {
    try TalkingProcess(
      Concord.path, ["render", "--stream"] + flags, terminal: (size.0, size.1),
      environment: environment.isEmpty ? ["TERM=xterm-256color"] : environment)
  }

  private func page(_ width: Int, _ text: String) throws -> [String] {
    let bytes = try Concord.run("render", "--color", "always", "--width", "\(width)", input: Array(text.utf8)).output
    var screen = Screen(columns: width, rows: 50)
    screen.write(bytes)
    return screen.text
  }

  @Test func `ends on a terminal as one shot does`() throws {
    let text = String(decoding: Concord.bytes(Self.handbook), as: UTF8.self)
    for size in [(80, 24), (50, 10)] {
      let process = try start(size)
      var screen = Screen(columns: size.0, rows: size.1)
      process.write("# A\n\nwor")
      screen.write(process.read(until: "wor"))
      #expect(screen.text == ["A", "", "wor"])
      process.write("ds\n\n" + text)
      process.closeInput()
      screen.write(process.read())
      let outcome = process.wait()
      #expect(outcome.code == 0 && outcome.errors.isEmpty && screen.isClean)
      let wanted = try page(size.0, "# A\n\nwords\n\n" + text)
      #expect(screen.text == wanted)
    }
  }

  @Test(arguments: [(SIGINT, 130), (SIGTERM, 143)] as [(Int32, Int32)])
  func `ends when it is told to with all that came, and leaves the terminal as it was`(signal: Int32, code: Int32)
    throws
  {
    let process = try start((40, 4))
    var screen = Screen(columns: 40, rows: 4)
    let text = "- a\n- b\n- c\n- d\n- e\n- f [g]\n- *h"
    process.write(text)
    screen.write(process.read(until: "*h"))
    #expect(screen.text.count == 3)
    process.send(signal)
    screen.write(process.read())
    #expect(process.wait().code == code)
    let wanted = try page(40, text)
    #expect(screen.isClean && screen.text == wanted)
  }

  @Test func `moves no cursor of a terminal that cannot, and has no colours if they are not wanted`() throws {
    let dumb = try start((40, 10), [], ["TERM=dumb"])
    dumb.write("a *b*\n")
    dumb.closeInput()
    #expect(String(decoding: dumb.read(), as: UTF8.self) == "a b\r\n")
    #expect(dumb.wait().code == 0)
    let plain = try start((40, 10), [], ["TERM=xterm", "NO_COLOR=1"])
    plain.write("a *b*\n")
    plain.closeInput()
    let output = String(decoding: plain.read(), as: UTF8.self)
    #expect(output.contains("a b") && !output.contains("\u{1B}[0") && plain.wait().code == 0)
  }
}
