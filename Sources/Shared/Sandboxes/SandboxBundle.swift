#if canImport(FoundationEssentials)
  internal import FoundationEssentials
#else
  internal import Foundation
#endif

/// How work leaves a Docker Sandbox.
extension DockerSandbox {
  /// Through the git server of the clone, whose address the CLI keeps as remote `sandbox-<name>` of the host
  /// repository. It is there only while the sandbox runs, and some versions don't add it: then the sandbox is woken,
  /// and at last the commits come as text through a command inside.
  package func fetch(
    _ sandboxRef: String, into hostRef: String, from spec: SandboxSpec, expecting commit: String?
  ) throws {
    let remote = "sandbox-\(spec.name)"
    func fetchFromRemote() throws -> String? {
      try effects.fetch(spec.repository, from: remote, sandboxRef, into: hostRef, expecting: commit)
    }
    guard try fetchFromRemote() != nil else { return }
    let answer = try effects.run(Sbx.wake(spec.name))
    switch SbxDiagnosis.outcome(of: answer, "reach the sandbox") {
    case .stopped: throw StopRequested()
    case .diagnosed(let failure): throw failure
    case .noSuchSandbox(let why): throw ExpectedFailure.sandboxWorkUnreachable(spec.name, why: why)
    case .succeeded, .nameExists, .unexplained: break
    }
    guard let complaint = try fetchFromRemote() else { return }
    try fetchBundle(sandboxRef, into: hostRef, from: spec, expecting: commit, after: complaint)
  }

  private func fetchBundle(
    _ sandboxRef: String, into hostRef: String, from spec: SandboxSpec, expecting commit: String?,
    after complaint: String
  ) throws {
    var command = inside(spec, WorkspaceScripts.argv(WorkspaceScripts.bundle, [sandboxRef]), input: .nothing)
    command.limit = .seconds(300)
    let result = try effects.run(command)
    if result.end == .stopped { throw StopRequested() }
    func unreachable(_ why: String) -> ExpectedFailure {
      .sandboxWorkUnreachable(spec.name, why: "\(complaint)\n\(why)")
    }
    guard result.succeeded else { throw unreachable(SbxWords.reason(result) ?? "the bundle command failed") }
    guard let bundle = WorkspaceReport.bundle(result.output), let bytes = Data(base64Encoded: bundle.base64),
      bytes.count == bundle.count
    else { throw unreachable("the bundle did not come whole; more than 24 MiB can't come this way") }
    let folder = try TemporaryFolder.make(in: "\(stateRoot)/tmp")
    defer { folder.remove() }
    let file = "\(folder.path)/work.bundle"
    do {
      try bytes.write(to: URL(filePath: file))
    } catch {
      throw ExpectedFailure.stateDirectoryUnusable(stateRoot, String(describing: error))
    }
    let failed = try effects.fetch(spec.repository, from: file, sandboxRef, into: hostRef, expecting: commit)
    if let failed { throw unreachable(failed) }
  }
}
