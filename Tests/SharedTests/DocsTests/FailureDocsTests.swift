import Foundation
import KBFailures
import KBProtocol
import KBRepository
import KBText
import Testing

@Suite("docs/failures.md")
struct FailureDocsTests {
  private func page() throws -> String { try ProjectFiles.text("docs/failures.md") }

  /// The cells of all table rows that begin with a code.
  private func rows() throws -> [[String]] {
    try page().split(separator: "\n").filter { $0.hasPrefix("| `KB-") }.map { row in
      row.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
    }
  }

  @Test("has exactly one row for each code, with its class")
  func rowForEachCode() throws {
    let rows = try rows()
    for code in FailureCode.allCases {
      let own = rows.filter { $0.first == "`\(code.rawValue)`" }
      #expect(own.count == 1, "\(code.rawValue) \(code)")
      #expect(own.first?.last == code.failureClass.rawValue, "\(code.rawValue) \(code)")
    }
    #expect(rows.count == FailureCode.allCases.count)
  }

  @Test("names something to type, or a key, for every failure of the repository and of sandboxes")
  func remedies() throws {
    let own = try rows().filter { $0[0].hasPrefix("`KB-R") || $0[0].hasPrefix("`KB-S") }
    #expect(own.count > 20)
    for row in own { #expect(row[3].contains("`"), "\(row[0]) \(row[3])") }
  }

  @Test("names no code that does not exist")
  func noUnknownCode() throws {
    let known = Set(FailureCode.allCases.map(\.rawValue))
    for match in try page().matches(of: /KB-[A-Z][0-9]+/) {
      #expect(known.contains(String(match.output)), "\(match.output)")
    }
  }

  @Test("has every code below the heading of its letter")
  func groups() throws {
    for section in try page().components(separatedBy: "\n## ").dropFirst() {
      let codes = section.split(separator: "\n").filter { $0.hasPrefix("| `KB-") }
      for code in codes { #expect(code.hasPrefix("| `KB-\(section.prefix(1))"), "\(code)") }
    }
  }

  @Test("has the policy of each class, and no other")
  func policies() throws {
    let section = try #require(try page().components(separatedBy: "\n## What follows").last)
    let rows = section.split(separator: "\n").filter { $0.hasPrefix("| ") }.dropFirst().map(String.init)
    let wanted = FailureClass.allCases.map { "| \($0.rawValue) | \(Self.words($0.policy)) |" }
    #expect(rows == wanted, "the table should be:\n\(wanted.joined(separator: "\n"))")
  }

  private static func words(_ policy: FailurePolicy) -> String {
    func seconds(_ duration: Duration) -> String { "\(duration.milliseconds / 1000)" }
    return switch policy {
    case .brake(_, let orElse): "brake, else for \(seconds(orElse)) s"
    case .retry(let delays): "retry after \(delays.map(seconds).joined(separator: ", ")) s"
    case .restartWorker: "another Worker"
    case .stopRun: "stop the run"
    case .stopRunAfterTwo: "stop the PRD, and the run after two"
    case .stopPRD(let comment): "stop the PRD" + (comment ? " with a comment" : "")
    }
  }
}
