import Testing
@Test func tEndToEndTests() { #expect(1 == 1) }
