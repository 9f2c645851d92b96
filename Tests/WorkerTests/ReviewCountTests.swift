import Testing

@testable import Worker

@Suite("Final reviews that pushes outrun")
struct ReviewCountTests {
  @Test("end with the third one")
  func limit() {
    var count = ReviewCount()
    #expect([count.isLast(), count.isLast(), count.isLast()] == [false, false, true])
  }
}
