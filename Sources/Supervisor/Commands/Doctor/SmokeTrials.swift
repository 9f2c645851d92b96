#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif
import KBAgents
import KBConfiguration
import KBDomain
import KBFailures
import KBForges
import KBRepository
import KBSandboxes
import KBSystem
import KBText

/// Makes the trials of a smoke test, one after the other, and keeps what later ones need. Each returns one line for a row
/// that is well, and throws `ExpectedFailure`, `SmokeSkip` or `StopRequested`.
final class SmokeTrials {
  private let effects: any Effects
  private let backend: any SandboxBackend
  private let host: SmokeHost
  private let spec: SandboxSpec
  private let mark: String
  private let judge: SmokeJudge
  private let triesAgent: Bool
  /// Set once there may be a sandbox.
  private(set) var mayExist = false
  /// The agent's version; nil while it is not known.
  private(set) var agentVersion: String?
  private var snapshot: String?
  private var response: GHResponse?

  /// `mark` is a text that is nowhere else.
  init(
    _ host: SmokeHost, _ spec: SandboxSpec, on backend: any SandboxBackend, effects: any Effects, mark: String,
    triesAgent: Bool
  ) {
    (self.host, self.spec, self.backend, self.effects) = (host, spec, backend, effects)
    (self.mark, self.triesAgent) = (mark, triesAgent)
    judge = SmokeJudge(upgrade: backend.remedyForBrokenSandbox)
  }

  func make(_ row: SmokeRow) throws -> String {
    switch row {
    case .setup:
      try backend.check(spec)
      return "what sandboxes need is set up"
    case .create: return try create()
    case .answer: return try judge.answer(script(SmokeScripts.answer, [mark]), mark: mark)
    case .clone: return try clone()
    case .arguments: return try judge.arguments(script(SmokeScripts.arguments, SmokeJudge.arguments))
    case .input: return try judge.input(script(SmokeScripts.input, input: .text(SmokeJudge.input)))
    case .output: return try judge.output(script(SmokeScripts.output, [String(SmokeJudge.outputLines)]))
    case .status: return try status()
    case .environment: return try environment()
    case .workspace: return try workspace()
    case .commit: return try commit()
    case .remote: return try fetch(.remote)
    case .bundle: return try fetch(.bundle)
    case .restart: return try restart()
    case .forgeRead: return try readForge()
    case .forgeWrite: return try writeForge()
    case .agent: return try agent()
    case .session: return try session()
    case .removal, .traces: return ""
    }
  }

  private func create() throws -> String {
    mayExist = true
    // The name is new, so what has it must not be taken for ours.
    guard try backend.open(spec) == .created else {
      throw ExpectedFailure.sandboxNameLeaked(spec.name, why: "it was there before it was created")
    }
    return "a sandbox is created from the template"
  }

  private func clone() throws -> String {
    let answer = try script(SmokeScripts.clone, [mark])
    let file = "\(host.clone)/.git/krutrimbox-smoke-\(mark)"
    if Files.exists(file) {
      try? FileManager.default.removeItem(atPath: file)
      throw ExpectedFailure.sandboxLeaks("works in your own checkout instead of a clone", fix: judge.upgrade)
    }
    return try judge.clone(answer, tree: host.tree)
  }

  private func status() throws -> String {
    var ends: [CommandResult.End] = []
    for status in SmokeJudge.statuses { ends.append(try run(SmokeScripts.argv("exit \"$1\"", [String(status)])).end) }
    var nobody = spec
    nobody.name = spec.name + "-none"
    return try judge.status(ends, isTold: try backend.isGone(nobody))
  }

  private func environment() throws -> String {
    let words = ["TOKEN", "SECRET", "PASSWORD", "API_KEY", "CREDENTIAL"]
    let secrets = effects.environment.filter { name, value in
      value.count >= 8 && words.contains { name.uppercased().contains($0) }
    }
    // Not the mark, which the sandbox's name holds.
    let value = SmokeSandbox.newName()
    let answer = try script(SmokeScripts.environment, environment: ["SMOKE_MARKER": value])
    return try judge.environment(answer, mark: value, secrets: secrets)
  }

  private func workspace() throws -> String {
    let wanted = WantedWorkspace(
      branch: "krutrimbox/smoke", commit: host.head, originRef: host.settings.baseBranch ?? "HEAD", issue: "smoke",
      userName: host.identity.name, userEmail: host.identity.email, saveLabel: "smoke")
    let prepared = try SandboxWorkspace(backend, spec, effects: effects).prepare(wanted)
    guard prepared.head == host.head else {
      throw ExpectedFailure.sandboxUnfaithful(
        "could not bring its clone to a commit", why: "it stands at \(prepared.head)", fix: judge.upgrade)
    }
    return "the clone can be made ready for an issue"
  }

  private func commit() throws -> String {
    let text = try judge.commit(script(SmokeScripts.commit, [mark]), identity: host.identity)
    let taken = try SandboxWorkspace(backend, spec, effects: effects).snapshot(base: host.head, label: "smoke")
    guard taken.changesFiles else {
      throw ExpectedFailure.sandboxUnfaithful("loses what is committed inside", fix: judge.upgrade)
    }
    snapshot = taken.commit
    return text
  }

  /// Into a repository of its own that borrows the host's commits, so that no ref of the host's is touched.
  private func fetch(_ way: FetchWay) throws -> String {
    guard let snapshot else { throw SmokeSkip(text: "there is no commit to fetch") }
    let folder = SmokeSandbox.workFolder(spec.name, host.stateRoot) + "/\(way.rawValue)"
    let git = host.git(effects)
    let format = try git.output(["rev-parse", "--show-object-format"])
    let objects = try git.output(["rev-parse", "--path-format=absolute", "--git-path", "objects"])
    try git.output(["init", "--quiet", "--bare", "--template=", "--object-format=\(format)", folder])
    try PrivateFolder.make("\(folder)/objects/info")
    do {
      try Files.replace("\(folder)/objects/info/alternates", with: Array("\(objects)\n".utf8), synced: false)
    } catch {
      throw ExpectedFailure.stateDirectoryUnusable(host.stateRoot, error.description)
    }
    try Git(folder, effects: effects).output(["update-ref", "refs/heads/base", host.head])
    let complaint = try backend.fetch(
      FactoryNames.snapshotRef, into: "refs/heads/smoke", of: folder, from: spec, by: way, expecting: snapshot)
    let name = way == .remote ? "by git" : "as a bundle"
    if let complaint {
      throw ExpectedFailure.sandboxUnfaithful("does not hand over commits \(name)", why: complaint, fix: judge.upgrade)
    }
    return "a commit comes out \(name)"
  }

  private func restart() throws -> String {
    guard let process = try script(SmokeScripts.leave, [mark]).values("process").first else {
      throw ExpectedFailure.sandboxUnfaithful("starts no process that goes on", fix: judge.upgrade)
    }
    let before = try script(SmokeScripts.look, [mark, process])
    try backend.stop(spec)
    return try judge.restart(before: before, after: script(SmokeScripts.look, [mark, process]))
  }

  private func readForge() throws -> String {
    guard let repository = host.forge else { throw SmokeSkip(text: "origin is not on GitHub") }
    let judge = SmokeForgeJudge(repository: repository)
    let look = GH.api(.get, "repos/\(repository.owner)/\(repository.name)", host: repository.host)
    let variables = look.environment.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
    response = SmokeForgeJudge.response(try run(["env"] + variables + [look.program] + look.arguments))
    return try judge.read(response, run(["git", "ls-remote", "--exit-code", judge.address, "HEAD"]))
  }

  private func writeForge() throws -> String {
    guard let repository = host.forge else { throw SmokeSkip(text: "origin is not on GitHub") }
    let judge = SmokeForgeJudge(repository: repository)
    let push = [
      "git", "-c", "core.hooksPath=/dev/null", "push", "--dry-run", judge.address,
      "HEAD:refs/heads/krutrimbox-smoke-\(mark)",
    ]
    return try judge.write(response, run(push))
  }

  private func agent() throws -> String {
    let agent = spec.agent
    let result = try run([agent.rawValue, "--version"])
    guard result.succeeded else {
      throw ExpectedFailure.agentMissing(agent, why: "\(SmokeJudge.text(of: result.end))\n\(Git.reason(result))")
    }
    let version = result.output.split(whereSeparator: \.isNewline).lazy.compactMap { ProgramVersion(in: $0) }.first
    agentVersion = version?.description
    return "\(agent.rawValue) \(agentVersion ?? "of an unknown version") is in the template"
  }

  private func session() throws -> String {
    guard triesAgent else {
      throw SmokeSkip(
        text: "whether the agent's login works is not known", fix: "kb doctor --smoke agent   (costs a little)")
    }
    return try SmokeSession(spec: spec, settings: host.settings, backend: backend, effects: effects).run()
  }

  private func script(
    _ script: String, _ arguments: [String] = [], input: Command.Input = .nothing,
    environment: [String: String] = [:]
  ) throws -> SmokeAnswer {
    let result = try run(SmokeScripts.argv(script, arguments), input: input, environment: environment)
    guard result.succeeded else {
      let said = (result.errors + "\n" + result.output).split(whereSeparator: \.isNewline).suffix(6)
      throw ExpectedFailure.sandboxUnfaithful(
        "can't run a script", why: ([SmokeJudge.text(of: result.end)] + said.map(String.init)).joined(separator: "\n"),
        fix: judge.upgrade)
    }
    return SmokeAnswer(result.output)
  }

  private func run(
    _ arguments: [String], input: Command.Input = .nothing, environment: [String: String] = [:]
  ) throws -> CommandResult {
    var command = backend.inside(spec, arguments, input: input)
    command.environment.merge(environment) { _, added in added }
    let result = try effects.run(command)
    if result.end == .stopped { throw StopRequested() }
    if let failure = backend.ownFailure(in: result, of: spec) { throw failure }
    return result
  }
}
