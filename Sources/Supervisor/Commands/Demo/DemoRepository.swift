import KBDomain
import KBForges
import KBRepository
import KBState
import KBSystem

/// The demo's scratch repository: a bare origin, a clone with six PRDs as Markdown files, a scripted agent, and a state
/// directory of its own.
struct DemoRepository {
  let root: String
  var clone: String { root + "/webapp" }
  /// The last two names become the repository's in all that kb prints.
  var origin: String { root + "/demo/webapp.git" }
  var tools: String { root + "/bin" }
  var state: String { root + "/state" }
  /// What a shell reads so that plain commands are about the demo.
  var entrance: String { root + "/enter.sh" }

  /// Builds it in an empty folder. Throws KB-M001 without git, KB-M004 where the folder can't be written.
  /// `pace` is how many seconds a step of the scripted agent takes.
  static func make(in root: String, pace: String, _ surroundings: Surroundings) throws -> DemoRepository {
    let demo = DemoRepository(root: root)
    for folder in [demo.root, demo.tools, demo.clone, demo.clone + "/.krutrimbox", demo.clone + "/.krutrimbox/issues"] {
      try NewFiles.makeFolder(folder)
    }
    let script = String(decoding: PackageResources.codex_sh, as: UTF8.self)
      .replacing("pace=1.5\n", with: "pace=\(pace)\n")
    try NewFiles.write(demo.tools + "/codex", Array(script.utf8), executable: true)
    try NewFiles.write(demo.entrance, Array(demo.enter(kb: surroundings.executable).utf8))
    let settings = #"""
      {
        "forge": "local",
        "sandbox": { "backend": "local" },
        "verify": { "commands": [["git", "diff", "--check"]] }
      }

      """#
    try NewFiles.write(demo.clone + "/.krutrimbox/config.json", Array(settings.utf8))
    try NewFiles.write(demo.clone + "/README.md", Array("# webapp\n\nA small application that does not exist.\n".utf8))
    for issue in DemoPlan.issues {
      try NewFiles.write("\(demo.clone)/.krutrimbox/issues/\(issue.fileName)", Array(issue.text.utf8))
    }
    try demo.makeHistory(surroundings)
    let identity = RepositoryIdentity.ofOrigin(demo.origin, checkout: demo.clone)
    try TrustStore.trustOwn(identity, at: demo.clone, demo.surroundings(of: surroundings))
    return demo
  }

  /// Where the run takes place: the clone, the script before any real agent in PATH, state kept apart from real runs.
  func surroundings(of own: Surroundings) -> Surroundings {
    var environment = own.environment
    environment["PATH"] = tools + ":" + (environment["PATH"] ?? "/usr/bin:/bin")
    environment["KB_STATE_HOME"] = state
    return Surroundings(
      environment: environment, directory: clone, executable: own.executable, faults: own.faults)
  }

  /// As it is typed in any of the usual shells but fish.
  var enterCommand: String { ". " + Self.typed(entrance) }

  /// What to try next, as commands to copy.
  var whereToLook: String {
    """

    look around: after this line, kb in your shell is about the demo
      \(enterCommand)
      kb report                         what the run came to
      kb report --format html           the same as a page
      kb logs 18                        what the failed PRD's worker saw
      git log --oneline --graph --all   what was committed and pushed
      ls .git/krutrimbox/forge          the local forge's pull requests, comments
      less .krutrimbox/issues/*         the plans and issues that were worked on
    go on: a person does #8
      add the line `state: closed` below `parent: 6` in .krutrimbox/issues/8-*.md
      kb run --prd 6
    on your own repository
      docs/setup.md, "Set up a machine"
    clean up
      rm -rf \(Self.typed(root))
    """
  }

  private static func typed(_ path: String) -> String {
    path.allSatisfy { $0.isLetter || $0.isNumber || "/._-".contains($0) } ? path : ShellWord.quoted(path)
  }

  /// - Parameter kb: the program that makes the demo; nil where it is not known.
  private func enter(kb: String?) -> String {
    let own = kb.flatMap { path in path.lastIndex(of: "/").map { String(path[..<$0]) } }
    let folders = ([tools] + (own.map { [$0] } ?? [])).map { $0 + ":" }.joined()
    return """
      # Makes this shell one for the demo.
      export KB_STATE_HOME=\(ShellWord.quoted(state))
      export PATH=\(ShellWord.quoted(folders))"$PATH"
      cd \(ShellWord.quoted(clone))

      """
  }

  private func makeHistory(_ surroundings: Surroundings) throws {
    let loop = EventLoop(signals: nil)
    let git = Git(
      root, effects: ProcessRunner(loop: loop, environment: surroundings.environment, faults: surroundings.faults))
    let identity = ["-c", "user.name=krutrimbox demo", "-c", "user.email=demo@localhost"]
    try git.output(["init", "-q", "--bare", "-b", "main", origin])
    try git.output(["init", "-q", "-b", "main", clone])
    let here = ["-C", clone]
    try git.output(here + ["config", "user.name", "krutrimbox demo"])
    try git.output(here + ["config", "user.email", "demo@localhost"])
    try git.output(here + ["remote", "add", "origin", origin])
    try git.output(here + ["add", "-A"])
    try git.output(identity + here + ["commit", "-q", "-m", "Begin with a plan"])
    try git.output(here + ["push", "-q", "origin", "main"])
  }
}
