import Foundation
import KBDomain
import KBProtocol
import TestSupport
import Testing

@Suite("Words of the host on the forge", .stage)
struct LeakTests {
  private let stage = FactoryStage.current

  static let name = "Zelda Quartz"
  static let address = "zelda@quartz-mail.example"

  @Test("are in no text that a night with every kind of failure leaves there", arguments: SandboxName.allCases)
  func night(sandbox: SandboxName) async throws {
    try stage.run(["git", "config", "--global", "user.name", Self.name])
    try stage.run(["git", "config", "--global", "user.email", Self.address])
    let check = #"["sh", "-c", "test ! -f red.txt || { pwd; git config user.email; cat red.txt; false; }"]"#
    try stage.configure(#"{"verify": {"commands": [\#(check)]}, "protectedPaths": ["secret/**"]}"#)
    try stage.writeProgram(
      "origin.git/hooks/pre-receive",
      """
      #!/bin/sh
      while read old new ref; do
        if git ls-tree --name-only "$new" | grep -qx refused.txt; then
          echo "$(pwd): $(git log -1 --format='%an <%ae>' "$new") is not a member of the team" >&2
          exit 1
        fi
      done

      """)
    let told = "\(Self.name) <\(Self.address)> works in \(stage.checkout)/src and \(stage.root)/home/.ssh"
    let scripts = [
      "double: say \(told)", "double: fail \(told)", "double: write red.txt \(told)", "double: write secret/a.txt a",
      "double: write refused.txt a", "double: write a.txt a\ndouble: review fail \(told)", "double: exit 3",
      "double: crash",
      "double: write a.txt a\ndouble: say \(told)\ndouble: review say \(told)",
    ]
    for script in scripts {
      let prd = try stage.repository.addPRD("Import")
      try stage.repository.addSubIssue(of: prd, "Parse", body: script)
    }
    let human = try stage.repository.addPRD("Think")
    try stage.repository.addSubIssue(of: human, "Choose", kind: .hitl)

    let run = await stage.kbRun("--parallel", "4", "--sandbox", sandbox.rawValue)

    let endings = Set(run.outcomes.values.map(\.name))
    #expect(endings == ["failed", "unchanged", "delivered", "paused"], "\(run)")
    let issues = try stage.repository.value.issues
    let texts =
      issues.filter { $0.pull != nil }.flatMap { [$0.title, $0.body] } + issues.flatMap { $0.comments.map(\.body) }
    #expect(texts.count >= 12)
    let words = [
      Self.name, Self.address, stage.root + "/home", stage.state, "/home/", "$ git", "$ sbx", "sbx exec", "git -C",
      "rm -rf", "commit-tree",
      "== agent",
    ]
    for word in words {
      let lines = texts.flatMap { $0.split(separator: "\n") }.filter { $0.contains(word) }
      #expect(lines.isEmpty, "\(word): \(lines)")
    }
    // What the agent said is there, and the log has what the comments leave out.
    #expect(texts.contains { $0.contains("*** <***> works in src and ~/.ssh") })
    let log = await stage.kb(["logs", "\(human)"])
    #expect(log.text.contains("to look inside: "), "\(log.text)")
  }
}
