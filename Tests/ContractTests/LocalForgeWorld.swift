import Foundation
import KBDomain
import KBForges
import KBSystem
import TestSupport

/// A clone with issue files, as people write them in an editor; krutrimbox's records are read as JSON.
final class LocalForgeWorld: ForgeWorld {
  private let fixture: LocalForgeFixture

  init() throws {
    fixture = try LocalForgeFixture(user: "Alice", branch: "main")
  }

  let operatorLogin = "alice"
  let reviewer = "bob"

  func makeForge() -> any Forge {
    LocalForge(
      checkout: fixture.checkout, clone: { [clone = fixture.factoryClone] _ in clone },
      effects: ProcessRunner(loop: EventLoop(signals: nil), environment: fixture.environment))
  }

  func addPRDs(_ count: Int) throws -> [Int] {
    try (0..<count).map { try add("Plan \($0)", ["labels: PRD, ready-for-agent"]) }
  }

  func addSubIssues(_ count: Int, of prd: Int) throws -> [Int] {
    try (0..<count).map { try addSubIssue(of: prd, title: "Step \($0)", body: "", kind: .afk) }
  }

  func addSubIssue(of prd: Int, title: String, body: String, kind: ImplementationIssue.Kind) throws -> Int {
    let state = kind == .afk ? Label.readyForAgent : .readyForHuman
    return try add(
      title, ["parent: \(prd)", "labels: \(Label.implementationIssue.rawValue), \(state.rawValue)"], body: body)
  }

  func addIssue() throws -> Int { try add("Something", []) }

  func setLabels(_ number: Int, _ labels: [String]) throws {
    try edit(number) { lines in
      lines.removeAll { $0.hasPrefix("labels:") }
      lines.insert("labels: \(labels.joined(separator: ", "))", at: 1)
    }
  }

  func close(_ number: Int) throws { try edit(number) { $0.insert("state: closed", at: 1) } }

  func commit(on branch: String) throws {
    fixture.git("switch", "--quiet", "--create", branch)
    fixture.commit("Add a")
    fixture.git("push", "--quiet", "origin", branch)
    fixture.git("switch", "--quiet", "main")
  }

  func comments(on number: Int) throws -> [String] {
    try records("comments").filter { $0["target"] as? Int == number }
      .sorted { ($0["createdAt"] as? Double ?? 0) < ($1["createdAt"] as? Double ?? 0) }
      .compactMap { $0["body"] as? String }
  }

  func isOpen(_ number: Int) throws -> Bool {
    let isClosedByUs = try records("closed").contains { $0["number"] as? Int == number }
    return try !isClosedByUs && !text(number).contains("\nstate: closed\n")
  }

  func pullRequestTitles(of branch: String) throws -> [String] {
    try records("pulls").filter { $0["head"] as? String == branch }.compactMap { $0["title"] as? String }
  }

  func reviewers(of number: Int) throws -> [String] {
    try records("pulls").first { $0["number"] as? Int == number }?["reviewers"] as? [String] ?? []
  }

  private var folder: String { fixture.checkout + "/.krutrimbox/issues" }

  private func add(_ title: String, _ header: [String], body: String = "") throws -> Int {
    let number = ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).count + 1
    let lines = ["---", "title: \(title)"] + header + ["---", "", body]
    try fixture.write(lines.joined(separator: "\n"), to: path(number))
    return number
  }

  private func path(_ number: Int) -> String { "\(folder)/\(number)-issue.md" }

  private func text(_ number: Int) throws -> String { try String(contentsOfFile: path(number), encoding: .utf8) }

  private func edit(_ number: Int, _ change: (inout [String]) -> Void) throws {
    var lines = try text(number).components(separatedBy: "\n")
    change(&lines)
    try fixture.write(lines.joined(separator: "\n"), to: path(number))
  }

  private func records(_ kind: String) throws -> [[String: Any]] {
    let folder = "\(fixture.checkout)/.git/krutrimbox/forge/\(kind)"
    return try ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).map { name in
      let record = try JSONSerialization.jsonObject(with: Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(name)")))
      return record as? [String: Any] ?? [:]
    }
  }
}
