import Foundation
import TestSupport

/// How much faster a night is than with the original tool, on a line where each request to GitHub or origin takes 100 ms.
/// The original is not run: its calls are made again, as many and one after the other, on a stage of the same kind.
enum OriginalTool {
  private static let prds = 8
  private static let issues = 3
  private static let latency = 100
  private static let session = 2.0

  static func measure(_ programs: Programs, into table: inout Table) throws {
    let night = try night(programs)
    let original = try onePRDAsBefore() * Double(prds)
    table.add(
      "4 workers against the original tool: 8 PRDs of 3 issues, sessions of 2 s, 100 ms a request",
      "\(short(original / night.seconds)) x", budget: ">= 5 x", within: original / night.seconds >= 5,
      "\(short(original)) s against \(short(night.seconds)) s")
    table.add(
      "git's requests to origin for these PRDs", "\(night.requests)", budget: "<= 96", within: night.requests <= 96,
      "the original tool: 48")
  }

  /// A whole run of krutrimbox. git made two requests for each list and each push, and three for a fetch.
  private static func night(_ programs: Programs) throws -> (seconds: Double, requests: Int) {
    try FactoryStage.use { stage in
      try Staging.fill(
        stage, prds: prds, issues: issues,
        script: "double: say at work\ndouble: sleep 2 quiet\ndouble: write {file} done"
      )
      try stage.world.setLatency(milliseconds: latency)
      try slowGit(on: stage)
      let seconds = try Staging.run(stage, parallel: 4, programs: programs)
      let requests = try String(contentsOfFile: stage.root + "/git-requests", encoding: .utf8).split(separator: "\n")
      return (seconds, requests.compactMap { Int($0) }.reduce(0, +))
    }
  }

  /// What the original did for one PRD of 3 issues: 27 calls of gh with 49 requests, 22 calls of sbx, 6 requests of git,
  /// a session for each issue and one for the final review (docs/factory-flow.md of jd-solanki/krutrimbox 6527561).
  private static func onePRDAsBefore() throws -> Double {
    try FactoryStage.use { stage in
      try stage.world.setLatency(milliseconds: latency)
      try slowGit(on: stage)
      let template = "docker.io/library/krutrimbox-codex:pnpm"
      let start = ContinuousClock.now
      for _ in 0..<27 { try stage.run(["gh", "api", "repos/acme/webapp"]) }
      Thread.sleep(forTimeInterval: Double(49 - 27) * Double(latency) / 1000)
      try stage.run(["sbx", "create", "--clone", "--template", template, "--name", "before", "codex", stage.checkout])
      for _ in 0..<20 { try stage.run(["sbx", "exec", "before", "--", "true"]) }
      for _ in 0..<3 { try stage.run(["git", "ls-remote", "origin", "refs/heads/main"]) }
      Thread.sleep(forTimeInterval: Double(issues + 1) * session)
      try stage.run(["sbx", "rm", "--force", "before"])
      return (ContinuousClock.now - start) / .seconds(1)
    }
  }

  /// A git before the real one, which is as slow as its requests to origin, and notes their number.
  private static func slowGit(on stage: FactoryStage) throws {
    try stage.writeProgram(
      "bin/git",
      """
      #!/bin/sh
      requests=0
      for word; do
        case $word in
        ls-remote | push) requests=2 ;;
        fetch) case " $* " in *" origin "*) requests=3 ;; esac ;;
        *) continue ;;
        esac
        break
      done
      if [ "$requests" -gt 0 ]; then
        echo "$requests" >>'\(stage.root)/git-requests'
        sleep "0.$requests"
      fi
      exec /usr/bin/git "$@"

      """)
  }
}
