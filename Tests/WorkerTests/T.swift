import Testing
@Test func tWorkerTests() { #expect(1 == 1) }
