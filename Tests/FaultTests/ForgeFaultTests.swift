import Foundation
import TestSupport
import Testing

@Suite("A change on GitHub or origin whose answer is not what it was", .onOwnThread, .stage)
struct ForgeFaultTests {
  private let stage = FactoryStage.current

  static let faults: [GitHubFault] = [
    .status(code: 503), .actThenFail(code: 502), .failThenAct(code: 502, afterRequests: 1), .lostAnswer(acting: true),
    .lostAnswer(acting: false), .cutAnswer(acting: true), .garbage(acting: true),
  ]

  /// Every kind of change that a run makes.
  static func rules(_ fault: GitHubFault) -> [GitHubFaultRule] {
    [
      GitHubFaultRule(fault, method: "POST", pathSuffix: "/pulls"),
      GitHubFaultRule(fault, method: "PATCH", pathPrefix: "repos/acme/webapp/pulls/"),
      GitHubFaultRule(fault, method: "POST", pathSuffix: "/labels"),
      GitHubFaultRule(fault, method: "POST", pathSuffix: "/comments", count: 2),
      GitHubFaultRule(fault, method: "PATCH", pathPrefix: "repos/acme/webapp/issues/"),
      GitHubFaultRule(fault, method: "POST", pathSuffix: "/requested_reviewers"),
      GitHubFaultRule(fault, operation: "markPullRequestReadyForReview"),
    ]
  }

  @Test("is made once, however its answer is lost", arguments: faults)
  func answerLost(_ fault: GitHubFault) async throws {
    let undisturbed = try await UndisturbedWorld.made.value
    let plan = try CrashPlan(stage)
    for rule in Self.rules(fault) { try stage.world.addFault(rule) }

    _ = try await plan.play()

    let struck = try stage.world.requests.filter { $0.fault != nil }.count
    #expect(struck >= Self.rules(fault).count)
    try Self.expectSame(stage, undisturbed)
  }

  @Test("is made once, also where GitHub is not to be reached for a look right after it")
  func noLook() async throws {
    let undisturbed = try await UndisturbedWorld.made.value
    let plan = try CrashPlan(stage)
    let (made, down) = (GitHubFault.actThenFail(code: 502), GitHubFault.status(code: 503))
    // A look is tried three times, and so is a change after which nobody looks.
    let rules = [
      GitHubFaultRule(made, method: "POST", pathSuffix: "/pulls"),
      GitHubFaultRule(down, method: "GET", pathSuffix: "/pulls", count: 3),
      GitHubFaultRule(made, method: "PATCH", pathPrefix: "repos/acme/webapp/pulls/", count: 3),
      GitHubFaultRule(made, method: "POST", pathSuffix: "/labels", count: 3),
      GitHubFaultRule(made, method: "POST", pathPrefix: "repos/acme/webapp/issues/\(plan.prd)/comments"),
      GitHubFaultRule(down, operation: "KBComments", count: 3),
      GitHubFaultRule(made, method: "PATCH", pathPrefix: "repos/acme/webapp/issues/"),
      GitHubFaultRule(down, method: "GET", pathPrefix: "repos/acme/webapp/issues/", count: 3),
      GitHubFaultRule(made, method: "POST", pathSuffix: "/requested_reviewers", count: 3),
      GitHubFaultRule(made, operation: "markPullRequestReadyForReview"),
      GitHubFaultRule(down, method: "GET", pathPrefix: "repos/acme/webapp/pulls/", count: 3),
    ]
    for rule in rules { try stage.world.addFault(rule) }

    _ = try await plan.play()

    let struck = try stage.world.requests.filter { $0.fault != nil }.count
    #expect(struck == rules.reduce(0) { $0 + $1.count })
    try Self.expectSame(stage, undisturbed)
  }

  @Test("is found although lists show it late", arguments: [1, 3])
  func readLag(_ reads: Int) async throws {
    let undisturbed = try await UndisturbedWorld.made.value
    let plan = try CrashPlan(stage)
    try stage.world.setReadLag(reads)
    for rule in Self.rules(.actThenFail(code: 502)) { try stage.world.addFault(rule) }

    _ = try await plan.play()
    try Self.expectSame(stage, undisturbed)
  }

  enum LostPush: String, CaseIterable {
    /// Origin has it, and git says that the line was cut.
    case afterwards
    /// The line was cut before anything was sent.
    case before
    /// Origin took it and its receiving program died.
    case atOrigin
  }

  @Test("such as a push is made once, and the session behind it is paid once", arguments: LostPush.allCases)
  func push(_ lost: LostPush) async throws {
    let undisturbed = try await UndisturbedWorld.made.value
    let plan = try CrashPlan(stage)
    let cut = "echo 'fatal: the remote end hung up unexpectedly' >&2; exit 128"
    switch lost {
    case .afterwards: try stage.replacePush("\"$real\" \"$@\" > /dev/null 2>&1; \(cut)")
    case .before: try stage.replacePush(cut)
    case .atOrigin:
      try stage.writeProgram(
        "origin.git/hooks/post-receive",
        "#!/bin/sh\nmkdir \(stage.root)/died 2>/dev/null && kill -9 $PPID\nexit 0\n")
    }

    _ = try await plan.play()
    try Self.expectSame(stage, undisturbed)
  }

  @Test(
    "such as a push is not made again where somebody has built on it already",
    arguments: [
      "echo 'fatal: the remote end hung up unexpectedly' >&2; exit 128",
      "echo '!\tHEAD:refs/heads/x\t[remote failure] (remote failed to report status)'; exit 1",
    ])
  func builtUpon(_ answer: String) async throws {
    let prd = try stage.repository.addPRD("Import")
    let issue = try stage.repository.addSubIssue(of: prd, "Parse", body: "double: write a.txt a")
    let branch = stage.branch(of: prd)
    try stage.replacePush(
      """
      "$real" "$@" > /dev/null 2>&1
      cd \(stage.origin)
      tip=$("$real" rev-parse \(branch))
      "$real" update-ref refs/heads/\(branch) $("$real" commit-tree -p $tip -m Autofix "$tip^{tree}")
      \(answer)
      """)

    let run = await stage.kbRun()
    #expect(run.ending(of: prd) == "delivered", "\(run)")
    #expect(try stage.messages(on: branch) == ["Autofix", "Parse\n\nRefs #\(issue)"])
  }

  private static func expectSame(_ stage: FactoryStage, _ undisturbed: UndisturbedWorld) throws {
    let differences = try WorldPicture(stage).differences(from: undisturbed.picture)
    #expect(differences.isEmpty, "\(differences)")
    #expect(stage.sessionCount == undisturbed.sessions)
  }
}

extension FactoryStage {
  /// Puts a shell text in the place of the first `git push`; `$real` is git.
  func replacePush(_ text: String) throws {
    let real = ShortCommand.find("git", environment) ?? "/usr/bin/git"
    try writeProgram(
      "bin/git",
      """
      #!/bin/bash
      real=\(real)
      if [[ " $* " == *" push "*" --porcelain "* ]] && mkdir "\(root)/pushed" 2>/dev/null; then
        \(text)
      fi
      exec "$real" "$@"

      """)
  }
}
