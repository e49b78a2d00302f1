// The house checks itself.

import Testing

@Test func `placeholder until the floors stand`() { #expect(Bool(true)) }
