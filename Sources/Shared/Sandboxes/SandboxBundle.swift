#if canImport(FoundationEssentials)
  internal import FoundationEssentials
#else
  internal import Foundation
#endif
import KBFailures
import KBRepository
import KBSystem

/// How work leaves a Docker Sandbox.
extension DockerSandbox {
  /// Through the git server of the clone, whose address the CLI keeps as remote `sandbox-<name>` of the host
  /// repository. It is there only while the sandbox runs, and some versions don't add it: then the sandbox is woken,
  /// and at last the commits come as text through a command inside.
  package func fetch(
    _ sandboxRef: String, into hostRef: String, from spec: SandboxSpec, expecting commit: String?
  ) throws {
    func fetchFromRemote() throws -> String? {
      try fetchFromServer(sandboxRef, into: hostRef, of: spec.repository, from: spec, expecting: commit)
    }
    guard try fetchFromRemote() != nil else { return }
    try wake(spec)
    guard let complaint = try fetchFromRemote() else { return }
    let more = try fetchBundle(sandboxRef, into: hostRef, of: spec.repository, from: spec, expecting: commit)
    if let more { throw ExpectedFailure.sandboxWorkUnreachable(spec.name, why: "\(complaint)\n\(more)") }
  }

  package var fetchWays: [FetchWay] { [.remote, .bundle] }

  package func fetch(
    _ sandboxRef: String, into ref: String, of repository: String, from spec: SandboxSpec, by way: FetchWay,
    expecting commit: String
  ) throws -> String? {
    switch way {
    case .remote:
      try wake(spec)
      return try fetchFromServer(sandboxRef, into: ref, of: repository, from: spec, expecting: commit)
    case .bundle:
      return try fetchBundle(sandboxRef, into: ref, of: repository, from: spec, expecting: commit)
    }
  }

  /// From the git server of the clone, whose address the CLI keeps in the host repository's configuration.
  private func fetchFromServer(
    _ sandboxRef: String, into ref: String, of repository: String, from spec: SandboxSpec, expecting commit: String?
  ) throws -> String? {
    // sbx keeps it in the repository that the sandbox was made from, which an earlier version's was not the Factory Clone.
    guard let address = try SandboxTraces(spec.name, Git(folder(of: spec), effects: effects)).address() else {
      return "the host repository has no remote \(SandboxTraces.remote(of: spec.name))"
    }
    return try Quarantine(effects: effects, stateRoot: stateRoot, help: commandsForPeople(spec))
      .fetch(sandboxRef, from: address, into: ref, of: repository, expecting: commit)
  }

  private func wake(_ spec: SandboxSpec) throws {
    let answer = try effects.run(Sbx.wake(spec.name))
    switch SbxDiagnosis.outcome(of: answer, "reach the sandbox") {
    case .stopped: throw StopRequested()
    case .diagnosed(let failure): throw failure
    case .noSuchSandbox(let why): throw ExpectedFailure.sandboxWorkUnreachable(spec.name, why: why)
    case .succeeded, .nameExists, .unexplained: break
    }
  }

  /// Returns why it did not work, nil when it did.
  private func fetchBundle(
    _ sandboxRef: String, into ref: String, of repository: String, from spec: SandboxSpec, expecting commit: String?
  ) throws -> String? {
    var command = inside(spec, WorkspaceScripts.argv(WorkspaceScripts.bundle, [sandboxRef]), input: .nothing)
    command.limit = .seconds(300)
    let result = try effects.run(command)
    if result.end == .stopped { throw StopRequested() }
    guard result.succeeded else { return SbxWords.reason(result) ?? "the bundle command failed" }
    guard let bundle = WorkspaceReport.bundle(result.output), let bytes = Data(base64Encoded: bundle.base64),
      bytes.count == bundle.count
    else { return "the bundle did not arrive complete; more than 24 MiB can't come this way" }
    let folder = try TemporaryFolder.make(in: "\(stateRoot)/tmp")
    defer { folder.remove() }
    let file = "\(folder.path)/work.bundle"
    do {
      try bytes.write(to: URL(filePath: file))
    } catch {
      throw ExpectedFailure.stateDirectoryUnusable(stateRoot, String(describing: error))
    }
    return try Quarantine(effects: effects, stateRoot: stateRoot, help: commandsForPeople(spec))
      .fetch(sandboxRef, from: file, into: ref, of: repository, expecting: commit)
  }
}
