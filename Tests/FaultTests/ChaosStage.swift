import Foundation
import KBDomain
import KBSystem
import TestSupport

/// A repository without GitHub and without sandboxes, for many PRDs in a short time: the local backends and an agent of a
/// few lines.
struct ChaosStage: Sendable {
  let root: String
  var checkout: String { root + "/webapp" }
  var state: String { root + "/state" }
  var origin: String { root + "/origin.git" }
  private var issues: String { checkout + "/.krutrimbox/issues" }

  init() throws {
    root = "/tmp/kb-chaos-\(String(UInt32.random(in: .min ... .max), radix: 36))"
    for folder in ["bin", "locks", "tmp", "webapp/.krutrimbox/issues"] {
      try FileManager.default.createDirectory(
        atPath: "\(root)/\(folder)", withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    }
    try write(".gitconfig", "[user]\nname = A\nemail = a@example.com\n")
    try ProgramFile.write(Self.agent, to: root + "/bin/codex")
    try git(["init", "-q", "--bare", "-b", "main", origin])
    try git(["init", "-q", "-b", "main", checkout])
    try git(["remote", "add", "origin", origin])
    try git(["commit", "-q", "--allow-empty", "-m", "Start"])
    try git(["push", "-q", "origin", "main"])
    try write("webapp/.git/info/exclude", ".krutrimbox\n")
  }

  var environment: [String: String] {
    [
      "PATH": "\(root)/bin:\(ToolPath.system)", "HOME": root, "KB_STATE_HOME": state, "TMPDIR": root + "/tmp",
      "GIT_CONFIG_NOSYSTEM": "1", "KB_DELAY_SCALE": "0.001", "KB_CHAOS_ROOT": root,
      // The agent notes what it sees outside of its sandbox.
      "KB_BUBBLEWRAP": "off",
    ]
  }

  /// A PRD with issues whose numbers follow its own. Until the last step it is not ready.
  func addPRD(_ number: Int, issues count: Int = 2) throws {
    func prd(_ labels: String) throws {
      try write(
        "webapp/.krutrimbox/issues/\(number)-plan.md", "---\ntitle: Plan \(number)\nlabels: \(labels)\n---\n\nPlan.\n")
    }
    try prd("PRD")
    for issue in number + 1...number + count {
      try write(
        "webapp/.krutrimbox/issues/\(issue)-work.md",
        "---\ntitle: Work \(issue)\nparent: \(number)\nlabels: PRD-sub-issue, ready-for-agent\n---\n\nCHAOS-\(issue)\n")
    }
    try prd("PRD, ready-for-agent")
  }

  /// Takes a PRD out of the plan. What is at origin stays.
  func removePRD(_ number: Int) {
    for name in ["\(number + 1)-work.md", "\(number + 2)-work.md", "\(number)-plan.md"] { unlink("\(issues)/\(name)") }
  }

  /// Numbers of the PRDs whose pull request is out of draft.
  func delivered() -> Set<Int> {
    let pulls = checkout + "/.git/krutrimbox/forge/pulls"
    return Set(
      Files.names(in: pulls).filter { $0.hasSuffix(".json") }.compactMap { name in
        guard let bytes = Files.bytes("\(pulls)/\(name)"),
          let pull = try? StateCoding.decoder.decode(Pull.self, from: Data(bytes)), !pull.isDraft
        else { return nil }
        return Int(pull.head.split(separator: "-").last ?? "")
      })
  }

  /// Commits at origin that refer to an issue of a PRD, by issue.
  func commits(of prd: Int) throws -> [Int: Int] {
    let messages = try git(["--git-dir", origin, "log", "--format=%B", "main..\(FactoryNames.branch(prd: prd))"])
    var counts: [Int: Int] = [:]
    for line in messages.split(separator: "\n") where line.hasPrefix("Refs #") {
      counts[Int(line.dropFirst(6)) ?? 0, default: 0] += 1
    }
    return counts
  }

  /// Pids of one of krutrimbox's programs on this stage.
  func processes(_ program: String) -> [Int32] {
    let path = BuiltProducts.path(program)
    return Files.names(in: "/proc").compactMap { Int32($0) }.filter { pid in
      Files.text("/proc/\(pid)/cmdline")?.split(separator: "\0").first == path[...]
        && Files.text("/proc/\(pid)/environ")?.split(separator: "\0").contains("KB_CHAOS_ROOT=\(root)"[...]) == true
    }
  }

  func lines(_ file: String) -> [Substring] { (Files.text("\(root)/\(file)") ?? "").split(separator: "\n") }

  @discardableResult
  func git(_ arguments: [String]) throws -> String {
    let result = ShortCommand(["git"] + arguments, environment: environment, directory: checkout).run()
    guard result.status == 0 else { throw StageError(description: "git \(arguments): \(result.errorText)") }
    return result.text
  }

  private func write(_ path: String, _ text: String) throws {
    try Files.replace("\(root)/\(path)", with: Array(text.utf8))
  }

  private struct Pull: Decodable {
    let head: String
    let isDraft: Bool
  }

  /// Notes when it is not alone in its sandbox: the kernel frees its lock when it ends, however it ends.
  private static let agent = """
    #!/bin/bash
    prompt=$(cat)
    exec 9>> "$KB_CHAOS_ROOT/locks/$KB_SANDBOX"
    flock -n 9 || echo "two agents in $KB_SANDBOX" >> "$KB_CHAOS_ROOT/violations"
    echo '{"type":"thread.started","thread_id":"1"}'
    echo '{"type":"turn.started"}'
    echo '{"type":"item.completed","item":{"id":"item_0","type":"agent_message","text":"At work."}}'
    sleep "0.0$((RANDOM % 9))"
    case "$prompt" in
      "# Final review"*)
        echo '{"type":"item.completed","item":{"id":"item_1","type":"agent_message","text":"{\\"criteria\\":[],\\"findings\\":[]}"}}' ;;
      *) work=${prompt##*CHAOS-}; work=${work%%[^0-9]*}; echo "$work" > "work-$work.txt" ;;
    esac
    echo "session" >> "$KB_CHAOS_ROOT/sessions"
    echo '{"type":"turn.completed","usage":{"input_tokens":1,"output_tokens":1}}'

    """
}
