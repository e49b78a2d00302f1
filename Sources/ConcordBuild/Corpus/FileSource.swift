// Files below a folder, each a document: Markdown with its structure, or plain text.

import ConcordArtifact
import ConcordBytes

/// The files of a folder.
struct FileSource {
  /// The folder that ids are relative to.
  let root: String

  /// Where a document is.
  func path(_ id: String) -> String { root == "." ? id : "\(root)/\(id)" }

  /// Files from this size on are mapped instead of copied.
  private static let mapped = 1 << 20

  /// Reads a file and hands it on.
  func read(
    _ id: ByteView, limit: Int, _ body: (borrowing SourceDocument) throws(BuildError) -> Void
  ) throws(BuildError) -> Skipped? {
    let name = id.string
    let content: FileContent
    do throws(SystemError) {
      content = try FileContent(path: path(name), mapped: Self.mapped)
    } catch {
      return Skipped(path: name, reason: error.reason)
    }
    if content.view.count > limit { return Skipped(path: name, reason: Reason.tooLong(content.view.count, limit)) }
    if content.isUTF16 { return Skipped(path: name, reason: "UTF-16 text; convert it to UTF-8") }
    var document = SourceDocument()
    document.id = id
    document.body = content.view
    let ending = Corpus.ending(of: name)
    let title = ending == "txt" ? nil : document.readStructure()
    let shown = title ?? document.firstLine ?? Array(PublishedFile.split(name).name.utf8)
    try shown.withView { (view) throws(BuildError) in
      document.title = view
      try body(document)
    }
    if content.hasChanged {
      throw .unusableInput(path: path(name), reason: "it changed while it was read; build again")
    }
    return nil
  }
}

/// The bytes of a file: copied if it is small, mapped if it is not.
@safe private final class FileContent {
  let view: ByteView
  private let map: MappedFile?
  private let copy: UnsafeMutableRawBufferPointer?

  init(path: String, mapped: Int) throws(SystemError) {
    let file = try FileDescriptor.reading(path)
    let length = try file.length()
    if length >= mapped {
      let map = try MappedFile(file)
      self.map = map
      unsafe copy = nil
      view = map.view
      return
    }
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: max(1, length), alignment: 64)
    do throws(SystemError) {
      let got = try unsafe file.read(into: buffer, at: 0)
      view = unsafe ByteView(UnsafeRawBufferPointer(rebasing: buffer[0..<min(got, length)]))
    } catch {
      unsafe buffer.deallocate()
      throw error
    }
    map = nil
    unsafe copy = buffer
  }

  deinit { unsafe copy?.deallocate() }

  var hasChanged: Bool { map?.hasChanged() ?? false }

  /// Whether the file begins with the byte order mark of UTF-16.
  var isUTF16: Bool {
    guard let first = try? view.u8(at: 0), let second = try? view.u8(at: 1) else { return false }
    return (first == 0xFF && second == 0xFE) || (first == 0xFE && second == 0xFF)
  }
}

extension SourceDocument {
  /// Longest title that is made of a line of text, in bytes.
  private static let longestTitle = 120

  /// The first line that is not blank, without the marks of a heading, cut at a border of characters.
  fileprivate var firstLine: [UInt8]? {
    let bytes = unsafe body.bytes
    var start = bodyStart
    while start < bytes.count {
      var end = start
      while end < bytes.count, unsafe bytes[end] != 0x0A && bytes[end] != 0x0D { end += 1 }
      var low = start
      var high = end
      while low < high, unsafe bytes[low] <= 0x20 || bytes[low] == UInt8(ascii: "#") { low += 1 }
      while high > low, unsafe bytes[high - 1] <= 0x20 || bytes[high - 1] == UInt8(ascii: "#") { high -= 1 }
      if high > low {
        if high - low > Self.longestTitle {
          high = low + Self.longestTitle
          while high > low, unsafe bytes[high] & 0xC0 == 0x80 { high -= 1 }
        }
        return unsafe Array(bytes[low..<high])
      }
      start = end + 1
    }
    return nil
  }
}
