import Foundation
import KBFailures
import KBProtocol
import Testing
@testable import Worker

@Suite("What a Worker tells")
struct NarratorTests {
  private static let secret = "correct-horse-battery"

  @Test("never holds a secret: not an event, not the log, not a failure")
  func secrets() throws {
    let bench = try WorkerBench()
    bench.narrator.note("the password is \(Self.secret)")
    bench.narrator.activity("echo \(Self.secret)")
    let failure = bench.narrator.diagnose(
      ExpectedFailure(.agentFailed, "it said \(Self.secret).", why: Self.secret, fix: "change \(Self.secret)"))
    let told = bench.told().map { "\($0)" }.joined()
    let log = try String(contentsOfFile: bench.folder + "/prd-12.log", encoding: .utf8)
    for text in [told, log, "\(failure)"] {
      #expect(!text.contains(Self.secret))
      #expect(text.contains("***"))
    }
  }

  @Test("of an agent's activity is its first line, cut, without control characters")
  func activity() throws {
    let bench = try WorkerBench()
    bench.narrator.activity("swift \u{1b}[31mtest\n" + String(repeating: "x", count: 10_000))
    bench.narrator.activity(String(repeating: "y", count: 10_000), isChatter: true)
    let texts = bench.told().compactMap { event -> (String, Bool?)? in
      if case .activity(let text, let isChatter) = event { (text, isChatter) } else { nil }
    }
    #expect(texts.map(\.1) == [nil, true])
    #expect(texts.first.map { $0.0.hasPrefix("swift ") && !$0.0.contains("\u{1b}") && !$0.0.contains("x") } == true)
    #expect(texts.last.map { $0.0.count <= 201 } == true)
  }

  @Test("is written into the claim as well")
  func claim() throws {
    let bench = try WorkerBench()
    var records: [RunRecord] = []
    bench.narrator.writeClaim = { records.append($0) }
    bench.narrator.enter(.publish, issue: 3)
    #expect(records.last?.phase == .publish)
  }
}
