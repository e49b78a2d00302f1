// The order in which an optimizing build writes postings, norms and texts.

import ConcordBytes

/// Documents by slot, and slots by document.
struct SlotOrder {
  /// The number of the document of each slot.
  let documents: [UInt32]
  /// The slot of each document.
  let slots: [UInt32]

  init(documents: [UInt32]) {
    self.documents = documents
    var slots = [UInt32](repeating: 0, count: documents.count)
    for (slot, document) in documents.enumerated() { slots[Int(document)] = UInt32(slot) }
    self.slots = slots
  }

  /// The order that bisection gives the documents of `files`, whose readers take `memory` bytes.
  init(
    of files: [FileDescriptor], documents: Int, memory: Int, threads: Int, folder: String
  ) throws(SystemError) {
    let index = try ForwardIndexBuilder(documents: documents, folder: folder)
    var list: [UInt32] = []
    try RunMerge.forEachTerm(of: files, memory: memory) { (stream, _, _) throws(SystemError) in
      unsafe stream.withUnsafeBufferPointer { bytes in
        unsafe OccurrenceStream.forEachDocument(of: bytes) { document, _ in list.append(document) }
      }
    } end: { (_) throws(SystemError) in
      try index.append(list)
      list.removeAll(keepingCapacity: true)
    }
    self.init(documents: try GraphBisection(index.finish(), threads: threads, folder: folder).order())
  }
}
