// stub
struct TerminalTable: ~Copyable {}
extension TerminalRenderer {
  mutating func enterTable(_ node: BlockNode) {}
  mutating func enterRow(_ node: BlockNode) {}
  mutating func enterCell(_ node: BlockNode) {}
  mutating func leaveCell() {}
  mutating func writeTable() {}
}
