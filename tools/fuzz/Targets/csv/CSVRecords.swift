// CSV: every field lies within the file, and the scanner comes to the end whatever there is.

import ConcordText
import FuzzSupport

@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ data: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  if unsafe Canary.refuses(data, count) { return -1 }
  let bytes = unsafe UnsafeBufferPointer(start: data, count: count)
  for delimiter in [UInt8(ascii: ","), 0x09] {
    var scanner = unsafe CSVScanner(bytes, delimiter: delimiter)
    var record = CSVRecord()
    var scratch = TextScratch()
    var rounds = 0
    var offset = -1
    while true {
      rounds += 1
      if rounds > count + 2 { finding("no end after \(rounds) records") }
      do throws(CSVError) {
        if try !scanner.nextRecord(into: &record) { break }
        if record.position.offset <= offset { finding("a record at \(record.position.offset) after \(offset)") }
        offset = record.position.offset
        for field in record.fields {
          if field.start > field.end || field.end > count { finding("a field at \(field.range)") }
          let decoded = scanner.decoded(field)
          Canary.look(at: decoded)
          if unsafe !scanner.text(of: field, scratch: &scratch).elementsEqual(decoded) {
            finding("two texts of a field")
          }
        }
        scratch.removeAll()
      } catch { _ = error.description }
    }
  }
  return 0
}
