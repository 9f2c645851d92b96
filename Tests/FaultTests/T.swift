import Testing
@Test func tFaultTests() { #expect(1 == 1) }
