// The program: parses, runs one command, and turns its outcome into an exit code.

import ArgumentParser

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The root command.
@main
struct Concord: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "concord",
    abstract: "Build a search index once, ship it as one file, query it in microseconds.",
    discussion: """
      EXAMPLES
        concord build docs/ -o docs.ccx          index a folder of Markdown and text
        concord search docs.ccx "memory map"     the ten best documents
        concord suggest docs.ccx mem             words that begin with "mem"
        concord similar docs.ccx guide/mmap.md   documents like this one
        concord show docs.ccx guide/mmap.md      a document as it was indexed
        concord render README.md                 Markdown on the terminal

      EXIT CODES
        0 found or done    1 nothing found    2 error    130 interrupted
      """,
    version: "concord \(version) (artifact format 1)",
    subcommands: [
      Build.self, Search.self, Suggest.self, Similar.self, Show.self, Render.self, Inspect.self, Verify.self,
      Bench.self,
    ])

  static let version = "0.1.0"

  /// ArgumentParser ends with 64 for usage and 1 for any error; here an error is 2, and 1 means that nothing was found.
  static func main() {
    signal(SIGPIPE, SIG_DFL)
    do {
      var command = try parseAsRoot()
      try command.run()
      Output.flush()
    } catch let code as ExitCode {
      Output.flush()
      exit(withCode: code.rawValue)
    } catch {
      Output.flush()
      let code = exitCode(for: error)
      if code == .success {
        Output.write(fullMessage(for: error) + "\n")
        Output.flush()
        exit(withCode: 0)
      }
      if code == .validationFailure {
        Output.error(fullMessage(for: error) + "\n")
      } else {
        Output.error("concord: \(Printable.line("\(error)"))\n")
      }
      exit(withCode: 2)
    }
  }

  private static func exit(withCode code: Int32) -> Never {
    #if canImport(Glibc)
      Glibc.exit(code)
    #else
      Darwin.exit(code)
    #endif
  }
}
