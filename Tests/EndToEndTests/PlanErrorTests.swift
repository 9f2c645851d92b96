import Foundation
import TestSupport
import Testing

@Suite("A plan that can't be worked on", .stage)
struct PlanErrorTests {
  private let stage = FactoryStage.current

  /// What is wrong with a PRD.
  enum Fault: String, CaseIterable, Sendable {
    case noSubIssues, noStateLabel, bothStateLabels, unlabelledSubIssue, blockedByPRD, ring, nested
    case notOwned, closed, unlabelled, hasParent, unknown

    var code: String {
      switch self {
      case .noSubIssues: "KB-P005"
      case .noStateLabel, .bothStateLabels: "KB-P006"
      case .unlabelledSubIssue: "KB-P007"
      case .blockedByPRD: "KB-P012"
      case .ring: "KB-P013"
      case .nested: "KB-P014"
      case .notOwned: "KB-P003"
      case .closed, .unlabelled: "KB-P002"
      case .hasParent: "KB-P004"
      case .unknown: "KB-P001"
      }
    }

    /// Makes the PRD, whose issue is otherwise fine, and returns its number.
    func make(in repository: WorldRepository) throws -> Int {
      if self == .unknown { return 4711 }
      let prd = try repository.addPRD("A PRD with \(self)", author: self == .notOwned ? "mallory" : nil)
      if self == .noSubIssues { return prd }
      let issue = try repository.addSubIssue(of: prd, "Parse", body: "double: write a.txt a")
      switch self {
      case .noStateLabel: try repository.setLabels(issue, ["PRD-sub-issue"])
      case .bothStateLabels: try repository.setLabels(issue, ["PRD-sub-issue", "ready-for-agent", "ready-for-human"])
      case .unlabelledSubIssue: try repository.setLabels(issue, ["ready-for-agent"])
      case .blockedByPRD: try repository.change(issue) { $0.body += "\n\nBlocked by: #\(prd)" }
      case .ring:
        let other = try repository.addSubIssue(of: prd, "Check", body: "Depends on: #\(issue)")
        try repository.block(issue, by: [other])
      case .nested:
        let child = try repository.addIssue("A step of a step")
        try repository.build { try $0.link(child, under: issue) }
      case .closed: try repository.close(prd)
      case .unlabelled: try repository.setLabels(prd, ["ready-for-agent"])
      case .hasParent:
        let parent = try repository.addIssue("Above")
        try repository.build { try $0.link(prd, under: parent) }
      case .noSubIssues, .notOwned, .unknown: break
      }
      return prd
    }
  }

  @Test("ends an Explicit Run with its code, and nothing is touched", arguments: Fault.allCases)
  func explicit(_ fault: Fault) async throws {
    let prd = try fault.make(in: stage.repository)
    let before = try stage.traces()

    let run = await stage.kbRun("--prd", "\(prd)")

    #expect(run.status == 1)
    #expect(run.code() == fault.code, "\(run)")
    #expect(stage.sessionCount == 0)
    #expect(stage.sbxCalls(of: "create").isEmpty)
    #expect(try stage.traces() == before)
    #expect(!FileManager.default.fileExists(atPath: stage.state + "/runs"))
  }

  @Test("is passed over or failed by a Batch Run, whose other PRDs go on")
  func batch() async throws {
    var prds: [(fault: Fault, prd: Int)] = []
    for fault in Fault.allCases where fault != .unknown {
      prds.append((fault, try fault.make(in: stage.repository)))
    }
    let good = try stage.repository.addPRD("A good PRD")
    try stage.repository.addSubIssue(of: good, "Parse", body: "double: write a.txt a")

    let run = await stage.kbRun("--parallel", "2")

    #expect(run.status == 1)
    #expect(run.ending(of: good) == "delivered", "\(run)")
    for (fault, prd) in prds {
      let isFailed = ["KB-P005", "KB-P006", "KB-P007", "KB-P012", "KB-P013", "KB-P014"].contains(fault.code)
      #expect(run.code(of: prd) == (isFailed ? fault.code : nil), "\(fault)")
    }
  }

  @Test("is one that the Node tool holds, until its lock is gone")
  func legacyLock() async throws {
    let prd = try stage.repository.addPRD("Import")
    try stage.repository.addSubIssue(of: prd, "Parse", body: "double: write a.txt a")
    let lock = stage.checkout + "/.krutrimbox/locks/prd-\(prd).lock"
    try FileManager.default.createDirectory(atPath: lock, withIntermediateDirectories: true)

    let explicit = await stage.kbRun("--prd", "\(prd)")
    #expect(explicit.status == 1)
    #expect(explicit.code() == "KB-P009", "\(explicit)")
    let batch = await stage.kbRun()
    #expect(batch.status == 1)
    #expect(batch.code(of: prd) == "KB-P009", "\(batch)")
    #expect(stage.sessionCount == 0)
    #expect(FileManager.default.fileExists(atPath: lock))

    try FileManager.default.removeItem(atPath: lock)
    #expect(await stage.kbRun().ending(of: prd) == "delivered")
  }
}
