// JSON: the scanner of records and the checker of texts take the same objects, and every value can be read.

import ConcordText
import FuzzSupport

@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ data: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  if unsafe Canary.refuses(data, count) { return -1 }
  let bytes = unsafe UnsafeBufferPointer(start: data, count: count)
  let isObject = unsafe (try? JSONText.validate(bytes))?.kind == .object
  if unsafe read(bytes) != isObject { finding("one scanner takes it and the other does not") }
  var lines = unsafe LineSplitter(bytes)
  var last = 0
  while let line = lines.nextLine() {
    if line.start < last || line.end > count { finding("a line at \(line.range)") }
    last = line.end
    if line.range.count < count { _ = unsafe read(lines.bytes(of: line)) }
  }
  return 0
}

/// Reads a record and all that is in it; whether it is one.
private func read(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
  var record = unsafe JSONRecordScanner(bytes)
  var scratch = TextScratch()
  do throws(JSONError) {
    try read(&record, &scratch, depth: 0)
    return true
  } catch {
    _ = error.description
    return false
  }
}

private func read(_ record: inout JSONRecordScanner, _ scratch: inout TextScratch, depth: Int) throws(JSONError) {
  while let member = try record.nextMember() {
    _ = record.key(of: member, is: "id")
    Canary.look(at: record.decoded(member.key))
    try read(member.value, record, &scratch, depth: depth)
  }
}

private func read(
  _ value: JSONValue, _ record: JSONRecordScanner, _ scratch: inout TextScratch, depth: Int
) throws(JSONError) {
  let decoded = record.decoded(value)
  if unsafe !record.text(of: value, scratch: &scratch).elementsEqual(decoded) { finding("two texts of one value") }
  if value.kind == .string && String(validating: decoded, as: UTF8.self) == nil { finding("a string is no UTF-8") }
  if value.kind == .number {
    guard let number = record.number(of: value) else { finding("a number that has no value") }
    if let integer = number.int64, let double = number.double, abs(double - Double(integer)) > 1024 {
      finding("\(integer) and \(double)")
    }
  }
  if depth > 3 { return }
  if var inner = record.members(of: value) { try read(&inner, &scratch, depth: depth + 1) }
  if var elements = record.elements(of: value) {
    while let element = try elements.nextElement() { try read(element, record, &scratch, depth: depth + 1) }
  }
}
