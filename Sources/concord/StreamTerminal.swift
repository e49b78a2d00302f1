// Markdown that arrives, shown on a terminal: the input, the clock and the signals around a page that grows.

import ArgumentParser
import ConcordBytes
import ConcordMarkdown
import ConcordTerminal

/// Shows a text on standard output, a terminal, while it arrives.
struct StreamTerminal {
  let theme: TerminalTheme?
  /// Columns of the page, nil for those of the terminal.
  let width: Int?
  let isEager: Bool

  private let clock = ContinuousClock()
  private let signals = TerminalSignals()

  init(theme: TerminalTheme?, width: Int?, isEager: Bool) {
    (self.theme, self.width, self.isEager) = (theme, width, isEager)
  }

  /// Shows a text to its end; returns whether something was left out.
  ///
  /// An error in reading and the wish to end leave the whole page of what came so far, and then have their own way.
  func show(_ input: FileDescriptor) throws -> Bool {
    var page = LivePage<ContinuousClock.Instant>(
      extensions: [.gitHub, .frontMatter], theme: theme, width: width, size: Output.size, isEager: isEager)
    do {
      if let code = try follow(input, &page) {
        end(&page)
        throw code
      }
    } catch let code as ExitCode {
      throw code
    } catch {
      end(&page)
      throw error
    }
    end(&page)
    return page.isCapped
  }

  /// Paints what there is to the end.
  private func end(_ page: inout LivePage<ContinuousClock.Instant>) {
    page.finish()
    while !page.isComplete {
      Output.write(page.frame { clock.now })
      Output.flush()
    }
  }

  /// Reads and paints until the text ends, or somebody wants to end, who gets the code that is said then.
  private func follow(_ input: FileDescriptor, _ page: inout LivePage<ContinuousClock.Instant>) throws -> ExitCode? {
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let delay = page.delay(clock.now)
      // Rounded up, so that the paint is due after the wait.
      let ready = try input.wait(
        orFor: signals.descriptor, milliseconds: delay.map { $0 == .zero ? 0 : Int32($0 / .milliseconds(1)) + 1 })
      while ready.other, let signal = signals.next() {
        switch signal {
        case .resized: page.resize(Output.size)
        case .resumed:
          page.resize(Output.size)
          page.repaint()
        case .interrupted: return ExitCode(130)
        case .terminated: return ExitCode(143)
        }
      }
      if ready.here && !page.isBehind {
        let count = unsafe try chunk.withUnsafeMutableBytes { buffer throws(SystemError) in
          unsafe try input.readNext(into: buffer)
        }
        if count == 0 { return nil }
        try Array(chunk[..<count]).withView { view throws(MarkdownError) in try page.append(view) }
      }
      if page.isBehind || page.delay(clock.now) == .zero {
        Output.write(page.frame { clock.now })
        Output.flush()
      }
    }
  }
}
