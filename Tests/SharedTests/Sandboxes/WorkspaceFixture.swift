import KBSandboxes
import KBSystem
import TestSupport

/// A local sandbox's clone with the scripts that run in it, and hands to do what an agent might do.
final class WorkspaceFixture {
  let place: SandboxPlayground
  let sandbox: LocalSandbox
  let spec: SandboxSpec
  let workspace: SandboxWorkspace
  /// The clone.
  let clone: String
  /// The commit that origin's `main` has.
  let base: String

  init() throws {
    place = try SandboxPlayground()
    sandbox = LocalSandbox(
      effects: place.runner, stateRoot: place.stateRoot, environment: place.runner.environment)
    spec = place.spec()
    workspace = SandboxWorkspace(sandbox, spec, effects: place.runner)
    clone = "\(place.stateRoot)/sandboxes/\(spec.name)/clone"
    base = try place.git(["rev-parse", "HEAD"])
    _ = try sandbox.open(spec)
  }

  /// Prepares the clone for an issue.
  @discardableResult
  func prepare(_ issue: String = "1", at commit: String? = nil, label: String = "run-1") throws -> PreparedWorkspace {
    try workspace.prepare(
      WantedWorkspace(
        branch: "krutrimbox/prd-7", commit: commit ?? base, originRef: "main", issue: issue, userName: "Agent",
        userEmail: "agent@example.com", saveLabel: label))
  }

  /// What the session on an issue has left.
  func snapshot(label: String = "run-1") throws -> WorkspaceSnapshot {
    try workspace.snapshot(base: base, label: label)
  }

  /// Everything that the host has not, under refs of the clone.
  func rest() throws -> CloneRest { try workspace.rest(beside: [base], label: "rest") }

  /// What an agent does in the clone, as shell text.
  @discardableResult
  func agent(_ script: String, _ arguments: [String] = []) throws -> String {
    try place.sh(script, arguments, in: clone)
  }

  /// A commit of the host with the submodule `lib`, which has a remote of its own.
  @discardableResult
  func addSubmodule() throws -> String {
    try place.git(["clone", "--quiet", "--bare", place.origin, "\(place.root)/lib.git"])
    try place.git([
      "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", "\(place.root)/lib.git", "lib",
    ])
    return try place.commit("lib")
  }

  /// A commit of the host that folds the snapshot, as publishing makes it.
  func publish(_ snapshot: WorkspaceSnapshot) throws -> String {
    try workspace.fetch(snapshot, into: "refs/krutrimbox/prd-7/snapshot")
    let commit = try place.git(["commit-tree", snapshot.tree, "-p", base, "-m", "published"])
    try place.git(["update-ref", "refs/krutrimbox/prd-7/base", commit])
    return commit
  }

  /// Names of the files in a commit or tree of the clone, as git quotes them.
  func files(in tree: String) throws -> [String] {
    try place.git(["ls-tree", "-r", "--name-only", tree], in: clone).split(separator: "\n").map(String.init)
  }

  /// What `git status` says, one entry a line.
  func status() throws -> String { try place.git(["status", "--porcelain", "--untracked-files=all"], in: clone) }

  /// Where HEAD points.
  func branch() throws -> String { try place.git(["rev-parse", "--abbrev-ref", "HEAD"], in: clone) }
}
