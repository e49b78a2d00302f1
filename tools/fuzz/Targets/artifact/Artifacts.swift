// Artifacts whose checksums are right and whose content was changed: every question has an answer or a typed error.
//
// An input is a list of changes to one of two small artifacts, which then gets its checksums made again. The first byte
// chooses the artifact and whether the checksums stay as they were, the second which questions are asked; each change is a
// section, a kind, two bytes of place and a value.

import ConcordArtifact
import ConcordBytes
import ConcordSearch
import Concordance
import FuzzSupport

/// The artifacts that are changed.
private let originals: [[UInt8]] = [false, true].map { optimizes in
  do { return try SampleIndex.build(optimizes: optimizes) } catch { finding("no artifact: \(error)") }
}
private let parts: [Resealer] = originals.map { Resealer($0) }

private let questionsAsked = 2

@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ data: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  if unsafe Canary.refuses(data, count) { return -1 }
  let input = unsafe [UInt8](UnsafeBufferPointer(start: data, count: count))
  if input.count < 2 { return -1 }
  let changes = stride(from: 2, to: input.count - 4, by: 5).map { Change(input[$0..<$0 + 5]) }
  guard let file = file(input[0], changes) else { return -1 }
  do throws(ConcordanceError) {
    let index = try SearchIndex(bytes: file)
    Canary.look(at: input)
    if !Canary.isOn { ask(index, first: Int(input[1])) }
  } catch {}
  return 0
}

/// One change of a byte, a number or a length.
private struct Change {
  let section: UInt8
  let kind: UInt8
  let place: Int
  let value: UInt8

  init(_ bytes: ArraySlice<UInt8>) {
    let bytes = Array(bytes)
    (section, kind, value) = (bytes[0], bytes[1], bytes[4])
    place = Int(bytes[2]) | Int(bytes[3]) << 8
  }

  /// Changes the parts; places count from the end for every second kind, so that both ends are near.
  func apply(to parts: inout [Resealer.Part]) {
    let part = Int(section) % parts.count
    if kind & 15 == 15 {
      parts[part].entry[place % 8] = value
      return
    }
    let size = parts[part].bytes.count
    if size == 0 { return }
    let offset = kind & 1 == 0 ? place % size : size - 1 - place % size
    switch kind >> 1 & 7 {
    case 0, 1, 2: parts[part].bytes[offset] = value
    case 3: parts[part].bytes[offset] ^= 1 << (value & 7)
    case 4:
      for index in offset..<min(offset + 4, size) { parts[part].bytes[index] = value & 1 == 0 ? 0 : 255 }
    case 5: parts[part].bytes.removeLast(min(size, Int(value)))
    case 6: parts[part].bytes.removeSubrange(offset..<min(offset + 1 + Int(value & 7), size))
    default: parts[part].bytes.insert(contentsOf: repeatElement(value, count: 1 + Int(value & 3)), at: offset)
    }
  }
}

private func file(_ choice: UInt8, _ changes: [Change]) -> [UInt8]? {
  let number = Int(choice & 1)
  if choice & 126 == 126 {
    // Now and then the bytes as they lie, with checksums that do not fit.
    var file = originals[number]
    for change in changes { file[(change.place + Int(change.section) << 16) % file.count] = change.value }
    if choice & 128 != 0 { Resealer.sealPage(&file) }
    return file
  }
  var resealer = parts[number]
  for change in changes { change.apply(to: &resealer.parts) }
  return resealer.file()
}

private func ask(_ index: SearchIndex, first: Int) {
  for step in 0..<questionsAsked {
    do throws(Refusal) { _ = try Answers.answer((first + step * 13) % Answers.count, from: index) } catch {}
  }
  if first % 16 == 0 {
    do throws(ConcordanceError) { _ = try index.inspection() } catch {}
    _ = index.contents.artifact.verifyEverything()
  }
  for number in 0..<min(3, index.documentCount) {
    do throws(ConcordanceError) { _ = try index.identifier(of: number) } catch {}
    do throws(ConcordanceError) { _ = try index.body(of: number) } catch {}
  }
}
