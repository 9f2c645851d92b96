import Testing

@testable import Worker

@Suite("Final reviews that pushes outrun")
struct ReviewCountTests {
  @Test("end with the third one")
  func limit() {
    var count = ReviewCount()
    #expect([count.isLast(), count.isLast(), count.isLast()] == [false, false, true])
  }

  @Test("say which commit they are of where it is not the tip, and nothing else")
  func commit() {
    let review = Review(commit: "0123456789abcdef", text: "Good.")
    #expect(review.text(for: "0123456789abcdef") == "Good.")
    let text = review.text(for: "fedcba9876543210")
    #expect(text.contains("git diff 0123456789ab fedcba987654") && text.hasSuffix("\n\nGood."))
  }
}
