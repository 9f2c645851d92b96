import Testing
@Test func tSupervisorTests() { #expect(1 == 1) }
