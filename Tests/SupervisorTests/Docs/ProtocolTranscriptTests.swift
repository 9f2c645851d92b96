import Foundation
import KBProtocol
import KBSystem
import KBText
import Testing
@testable import Supervisor

@Suite("The protocol's golden transcript")
struct ProtocolTranscriptTests {
  /// One line of the transcript: orders and events in the order in which a run could have them.
  private enum Line: Equatable {
    case order(Envelope<WorkerOrder>)
    case event(Envelope<WorkerEvent>)

    init?(_ bytes: [UInt8]) {
      if case .message(let order) = ProtocolCoding.parse(.line(bytes), as: WorkerOrder.self) {
        self = .order(order)
      } else if case .message(let event) = ProtocolCoding.parse(.line(bytes), as: WorkerEvent.self) {
        self = .event(event)
      } else {
        return nil
      }
    }

    func encoded() throws -> String {
      let bytes =
        switch self {
        case .order(let order): try ProtocolCoding.line(order)
        case .event(let event): try ProtocolCoding.line(event)
        }
      return String(decoding: bytes.dropLast(), as: UTF8.self)
    }
  }

  private func lines(_ name: String) throws -> [String] {
    try DocsFiles.text("Tests/Fixtures/\(name)").split(separator: "\n").map(String.init)
  }

  @Test("every line is understood, and is written again as it was")
  func roundTrip() throws {
    for text in try lines("protocol-v1.jsonl") {
      let line = try #require(Line(Array(text.utf8)), "\(text)")
      #expect(try line.encoded() == text)
    }
  }

  @Test("has every message and every outcome")
  func complete() throws {
    let transcript = try lines("protocol-v1.jsonl").joined(separator: "\n")
    let names =
      try DocsFiles.cases(of: "WorkerOrder", in: "Sources/Shared/Protocol/WorkerProtocol.swift")
      + DocsFiles.cases(of: "WorkerEvent", in: "Sources/Shared/Protocol/WorkerProtocol.swift")
      + DocsFiles.cases(of: "FactoryRunOutcome", in: "Sources/Shared/Protocol/FactoryRunOutcome.swift")
    for name in names { #expect(transcript.contains("{\"\(name)\":{"), "\(name)") }
  }

  @Test("a plan whose settings are no longer understood loads all the same")
  func oldPlan() throws {
    let text = try #require(try lines("run-v1.jsonl").first)
    let strange = text.replacing("\"agent\":\"codex\"", with: "\"agent\":\"gone\"")
    let line = try StateCoding.decoder.decode(RunEventLine.self, from: Data(strange.utf8))
    guard case .started(let plan) = line.event else { throw Unexpected() }
    #expect(plan.queue.count == 7)
  }

  @Test("a run's old events load, and are written again as they were")
  func runEvents() throws {
    let texts = try lines("run-v1.jsonl")
    for text in texts {
      let line = try StateCoding.decoder.decode(RunEventLine.self, from: Data(text.utf8))
      let written = String(decoding: try #require(RunFiles.line(line)).dropLast(), as: UTF8.self)
      // The plan holds the run's settings, which grow.
      if case .started = line.event { continue }
      #expect(written == text)
    }
    for name in try DocsFiles.cases(of: "RunEvent", in: "Sources/Supervisor/Run/RunEvent.swift") {
      #expect(texts.contains { $0.contains("\"event\":{\"\(name)\":{") }, "\(name)")
    }
  }
}

/// Files of the repository, for tests that compare code and documents.
enum DocsFiles {
  private static let root = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  static func url(_ path: String) -> URL { root.appendingPathComponent(path) }

  static func text(_ path: String) throws -> String { try String(contentsOf: url(path), encoding: .utf8) }

  /// The names of the cases of an enum in a source file: up to the first line that is no case and no comment.
  static func cases(of name: String, in path: String) throws -> [String] {
    let source = try text(path)
    guard let start = source.range(of: "enum \(name):") else { throw Unexpected() }
    var names: [String] = []
    for line in source[start.upperBound...].split(separator: "\n").dropFirst() {
      let words = line.trimmingCharacters(in: .whitespaces)
      if words.hasPrefix("case ") {
        names.append(String(words.dropFirst(5).prefix { $0.isLetter || $0.isNumber }))
      } else if !words.hasPrefix("///") {
        break
      }
    }
    return names
  }
}
