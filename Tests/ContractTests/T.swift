import Testing
@Test func tContractTests() { #expect(1 == 1) }
