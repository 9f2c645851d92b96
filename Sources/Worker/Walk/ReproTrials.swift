import KBDomain
import KBFailures
import KBProtocol
import KBSandboxes
import KBState
import KBSystem
import KBText

/// Runs the commands that a review says to fail, each in a copy of the commit inside a sandbox, where it may delete what it
/// likes. What it leaves at work is ended before the next session.
struct ReproTrials {
  let ground: ReviewGround
  let limits: InsideLimits
  let patience: Patience
  let narrator: Narrator

  /// Commands of one review that are run.
  private static let most = 5

  /// The judgement with what its commands came to.
  func tried(_ judgement: Judgement) throws -> Judgement {
    var judgement = judgement
    let untried = judgement.untried
    try patience.run {
      try ground.with(judgement.head) { sandbox in
        narrator.enter(.verify)
        for index in untried.prefix(Self.most) where judgement.findings[index].output == nil {
          let end = try run(judgement.findings[index].repro, at: judgement.head, in: sandbox)
          (judgement.findings[index].isProven, judgement.findings[index].output) = (end.isProven, end.output)
        }
      }
    }
    for index in untried.dropFirst(Self.most) {
      judgement.findings[index].output = "krutrimbox runs \(Self.most) commands of a review, and this is one more"
    }
    return judgement
  }

  private func run(_ repro: String, at commit: String, in sandbox: PRDSandbox) throws -> TrialEnd {
    narrator.activity(repro)
    var command = sandbox.workspace.trial(of: repro, at: commit)
    limits.hold(&command)
    sandbox.leftover.mayWrite = true
    let result = try sandbox.effects.run(command) { [narrator] line in
      narrator.log.line("  " + line.text)
      return true
    }
    if result.end == .stopped { throw StopRequested() }
    if case .exited = result.end {} else { try sandbox.stop() }
    let isSandbox = sandbox.ownFailure(in: result) != nil
    return TrialEnd(
      result.end, isSandbox: isSandbox, output: narrator.redaction.mask(CommandText.tail(result, lines: 40)))
  }
}

/// What a trial of a command came to. Pure.
struct TrialEnd: Equatable {
  /// Whether the command was seen to fail; nil where it did not run to an end.
  let isProven: Bool?
  /// What it printed last, or why it says nothing.
  let output: String

  /// `isSandbox` says that the sandbox itself has failed meanwhile.
  init(_ end: CommandResult.End, isSandbox: Bool, output: String) {
    switch end {
    case _ where isSandbox: (isProven, self.output) = (nil, "the sandbox did not outlast it")
    case .exited(.success): (isProven, self.output) = (false, "it succeeds")
    // 125: no copy could be made; 126 and 127: the shell can't start the program.
    case .exited(.code(125...127)): (isProven, self.output) = (nil, "it could not be run:\n\(output)")
    case .exited: (isProven, self.output) = (true, output)
    case .outOfTime, .silent: (isProven, self.output) = (nil, "it did not end in time")
    case .flooded: (isProven, self.output) = (nil, "it printed too much")
    case .stopped: (isProven, self.output) = (nil, "it was stopped with the run")
    }
  }
}
