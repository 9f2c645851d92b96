import KBSystem

/// What Docker Sandboxes write into the host repository for one sandbox: the remote `sandbox-<name>`, what was fetched
/// from it, and copies of that below `refs/sandboxes/<name>`, which outlive the sandbox (docs.docker.com, "Git workflows"
/// of Docker Sandboxes; release notes of 0.31).
package struct SandboxTraces {
  private let name: String
  private let git: Git

  /// `git` is in the host repository.
  package init(_ name: String, _ git: Git) {
    self.name = name
    self.git = git
  }

  /// The remote of a sandbox in the host repository.
  package static func remote(of name: String) -> String { "sandbox-\(name)" }

  /// The address of its remote; nil where there is no such remote. Throws `StopRequested`.
  package func address() throws -> String? {
    let result = try git.result(["config", "--local", "--get", "remote.\(Self.remote(of: name)).url"])
    return result.succeeded ? Self.lines(result).first : nil
  }

  /// Names of its refs and of its remote, sorted. Throws KB-R005.
  package func found() throws -> [String] {
    let prefixes = ["refs/sandboxes/\(name)/", "refs/remotes/\(Self.remote(of: name))/"]
    let refs = try git.output(["for-each-ref", "--format=%(refname)"] + prefixes).split(separator: "\n").map(
      String.init)
    return refs + (try hasRemote() ? ["remote \(Self.remote(of: name))"] : [])
  }

  /// Removes them; nothing that belongs to another name is touched. Throws KB-R005 where git refuses.
  package func remove() throws {
    for ref in try found() where ref.hasPrefix("refs/") { try git.output(["update-ref", "-d", ref]) }
    guard try hasRemote() else { return }
    try git.output(["config", "--local", "--remove-section", "remote.\(Self.remote(of: name))"])
  }

  private func hasRemote() throws -> Bool {
    // A name holds no character that means something in a pattern but the period, which is one of itself.
    try git.result(["config", "--local", "--name-only", "--get-regexp", "^remote\\.\(Self.remote(of: name))\\."])
      .succeeded
  }

  private static func lines(_ result: CommandResult) -> [String] {
    result.output.split(separator: "\n").map(String.init)
  }
}
