import Testing
@Test func tSharedTests() { #expect(1 == 1) }
