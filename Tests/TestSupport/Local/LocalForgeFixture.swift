import Foundation
package import KBFailures
package import KBForges
import KBSystem
import Testing

/// A bare origin and a clone of it, whose working tree holds issue files.
package final class LocalForgeFixture: Sendable {
  /// Holds everything of the fixture, and is gone with it.
  package let folder: String
  /// The clone's top folder.
  package let checkout: String
  /// As krutrimbox's own clone.
  package var factoryClone: String { folder + "/factory" }
  /// Of every git that touches it.
  package let environment: [String: String]

  /// `user` is git's `user.name`, `branch` the default branch.
  package init(user: String? = "Alice Smith", branch: String = "trunk") throws {
    let made = NSTemporaryDirectory() + "kb-local-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: made + "/team", withIntermediateDirectories: true)
    folder = Files.resolved(made) ?? made
    checkout = folder + "/clone"
    environment = [
      "PATH": ToolPath.system, "HOME": folder,
      "GIT_CONFIG_GLOBAL": folder + "/gitconfig", "GIT_CONFIG_NOSYSTEM": "1", "GIT_AUTHOR_NAME": "A",
      "GIT_AUTHOR_EMAIL": "a@example.com", "GIT_COMMITTER_NAME": "A", "GIT_COMMITTER_EMAIL": "a@example.com",
    ]
    try write(user.map { "[user]\nname = \($0)\n" } ?? "", to: folder + "/gitconfig")
    git("init", "--quiet", "--bare", "--initial-branch=\(branch)", folder + "/team/webapp.git", in: folder)
    git("clone", "--quiet", folder + "/team/webapp.git", checkout, in: folder)
    git("switch", "--quiet", "--create", branch)
    commit("Start")
    git("push", "--quiet", "origin", branch)
    git("clone", "--quiet", folder + "/team/webapp.git", factoryClone, in: folder)
  }

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  /// Runs git and returns the first line that it prints. The test fails where git does.
  @discardableResult
  package func git(_ arguments: String..., in directory: String? = nil) -> String {
    let result = ShortCommand(["git"] + arguments, environment: environment, directory: directory ?? checkout).run()
    if result.status != 0 { Issue.record("git \(arguments): \(result.errorText)") }
    return result.firstLine
  }

  /// An empty commit on the branch that is checked out.
  package func commit(_ message: String) { git("commit", "--quiet", "--allow-empty", "-m", message) }

  /// Writes a file and makes its folders.
  package func write(_ text: String, to path: String) throws {
    let url = URL(fileURLWithPath: path)
    try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: url)
  }

  /// Writes an issue file; `header` are its lines, without the title.
  package func issue(_ name: String, title: String = "A title", _ header: String..., body: String = "") throws {
    let lines = ["---", "title: \(title)"] + header + ["---", "", body]
    try write(lines.joined(separator: "\n"), to: "\(checkout)/.krutrimbox/issues/\(name)")
  }

  /// A PRD 1 with an AFK Issue 2 and a HITL Issue 3.
  package func plan() throws {
    try issue("1-plan.md", title: "The plan", "labels: PRD, ready-for-agent", body: "Do it.")
    try issue("2-first.md", title: "First", "parent: 1", "labels: PRD-sub-issue, ready-for-agent")
    try issue("3-second.md", title: "Second", "parent: #1", "labels: [PRD-sub-issue, ready-for-human]", "blocked-by: 2")
  }

  /// Calls the forge on a thread of its own, with real git.
  package func forge<Value: Sendable>(
    in directory: String? = nil, _ work: @escaping @Sendable (LocalForge) throws -> Value
  ) async throws -> Value {
    let (environment, checkout, clone) = (environment, directory ?? checkout, factoryClone)
    return try await onOwnThread {
      Result {
        let runner = ProcessRunner(loop: EventLoop(signals: nil), environment: environment)
        return try work(LocalForge(checkout: checkout, clone: { _ in clone }, effects: runner))
      }
    }.get()
  }

  /// What a look at the whole repository fails with; nil where it does not.
  package func failure() async -> ExpectedFailure? {
    do {
      _ = try await forge { try $0.discover() }
      return nil
    } catch {
      return error as? ExpectedFailure
    }
  }
}
