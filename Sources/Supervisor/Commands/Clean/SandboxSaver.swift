import KBDomain
import KBFailures
import KBRepository
import KBSandboxes
import KBSystem

/// Brings everything of a sandbox that is nowhere else into refs of the host repository. Throws where anything could not be saved, because what
/// is not proven saved is not removed.
struct SandboxSaver {
  let backend: any SandboxBackend
  let spec: SandboxSpec
  let git: Git
  let effects: any Effects

  /// The refs that were made, below `refs/krutrimbox/prd-<n>/saved/`; empty where the host had it all.
  func save(prd: Int, label: String) throws -> [String] {
    let head = try text(["rev-parse", "--verify", "HEAD^{commit}"], "name its commit")
    let rest = try SandboxWorkspace(backend, spec, effects: effects)
      .rest(beside: try git.keeps(head) ? [head] : [], label: label)
    if let reason = rest.reasonToStay { throw failed("be saved whole", why: reason) }
    return try rest.saved.filter { try !git.keeps($0.commit) }.enumerated().map { index, saved in
      let hostRef = FactoryNames.hostRef(prd: prd, "saved/\(label)" + (index == 0 ? "" : "-\(index + 1)"))
      try backend.fetch(saved.ref, into: hostRef, from: spec, expecting: saved.commit)
      return hostRef
    }
  }

  private func text(_ arguments: [String], _ what: String) throws -> String {
    let plain = ["git", "-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null"]
    var command = backend.inside(spec, plain + arguments, input: .nothing)
    command.limit = .seconds(120)
    let result = try effects.run(command)
    if let failure = backend.ownFailure(in: result, of: spec) { throw failure }
    guard result.succeeded else {
      throw failed(what, why: Git.reason(result))
    }
    return lines(backend.output(of: result)).joined(separator: "\n")
  }

  private func failed(_ what: String, why: String) -> ExpectedFailure {
    .sandboxWorkspaceFailed(spec.name, what, why: why, help: backend.commandsForPeople(spec))
  }

  private func lines(_ text: String) -> [String] { text.split(whereSeparator: \.isNewline).map(String.init) }
}
