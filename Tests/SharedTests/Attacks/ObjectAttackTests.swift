import Foundation
import TestSupport
import Testing
@testable import KBDomain
@testable import KBFailures
@testable import KBRepository
@testable import KBSandboxes
@testable import KBSystem

/// A sandbox whose agent makes git objects by hand, as no git that is asked politely would.
private final class ObjectForge {
  let fixture: WorkspaceFixture
  var place: SandboxPlayground { fixture.place }
  let hostRef = "refs/krutrimbox/prd-7/snapshot"

  init() throws {
    fixture = try WorkspaceFixture()
    try fixture.prepare()
  }

  /// A commit on the base whose tree has these entries, given as `mode type hash<tab>name`, beside the base's file.
  func commit(_ entries: String) throws -> String {
    try fixture.agent(
      """
      blob=$(echo key | git hash-object -w --stdin)
      inner=$(printf '100644 blob %s\\tconfig\\n' "$blob" | git mktree)
      tree=$(printf "$1" | sed "s/BLOB/$blob/;s/TREE/$inner/" | git mktree --missing)
      commit=$(git commit-tree "$tree" -p HEAD -m evil)
      git update-ref \(FactoryNames.snapshotRef) "$commit"
      echo "$commit"
      """, [entries])
  }

  /// Fetches it by a way and returns what it ended with.
  func fetch(_ commit: String, by way: FetchWay, limit: Int = 2 << 30) throws -> String? {
    var source = fixture.clone
    if way == .bundle {
      source = "\(place.root)/work.bundle"
      try fixture.agent("git bundle create -q \"$1\" \(FactoryNames.snapshotRef) ^HEAD", [source])
    }
    return try Quarantine(
      effects: place.runner, stateRoot: place.stateRoot, help: SandboxHelp(inspect: "look", remove: "remove"),
      limit: limit
    )
    .fetch(FactoryNames.snapshotRef, from: source, into: hostRef, of: place.host, expecting: commit)
  }

  /// Whether the host's repository has nothing of it, and no file of the quarantine is left.
  func hostIsClean(of commit: String) throws -> Bool {
    let has = try place.runner.run(Git.command(["cat-file", "-e", commit], in: place.host)).succeeded
    let packs = Files.names(in: "\(place.host)/.git/objects/pack").filter { $0.hasPrefix("tmp_") }
    return !has && packs.isEmpty && Files.names(in: "\(place.stateRoot)/tmp").isEmpty
  }
}

@Suite("Attack: git objects made by hand", .onOwnThread)
struct ObjectAttackTests {
  static let names = [
    "040000 tree TREE\t.git\n", "040000 tree TREE\t.GIT\n", "040000 tree TREE\t.g\u{200c}it\n",
    "040000 tree TREE\tGIT~1\n", "040000 tree TREE\t..\n", "040000 tree TREE\t.\n", "040000 tree TREE\t.git . .\n",
    "040000 tree TREE\t.git::$INDEX_ALLOCATION\n", "120000 blob BLOB\t.gitmodules\n",
  ]

  @Test(
    "a tree that git's check refuses is refused by every way, and nothing of it comes to the host", arguments: names)
  func refused(entry: String) throws {
    for way in [FetchWay.remote, .bundle] {
      let forge = try ObjectForge()
      let commit = try forge.commit(entry)
      let failure = #expect(throws: ExpectedFailure.self) { try forge.fetch(commit, by: way) }
      #expect(failure?.code == .sandboxObjectsRefused, "\(way): \(String(describing: failure))")
      #expect(try forge.hostIsClean(of: commit), "\(way)")
    }
  }

  @Test("no configuration of the operator loosens the check", arguments: [FetchWay.remote, .bundle])
  func loosened(way: FetchWay) throws {
    let forge = try ObjectForge()
    let commit = try forge.commit("040000 tree TREE\t.git\n")
    try forge.place.write(try forge.fixture.agent("git rev-parse 'HEAD^{tree}' \"$1^{tree}\"", [commit]), to: "skip")
    for arguments in [
      ["fetch.fsckObjects", "false"], ["transfer.fsckObjects", "false"], ["fetch.fsck.hasDotgit", "ignore"],
      ["fsck.hasDotgit", "ignore"], ["receive.fsck.hasDotgit", "ignore"],
      ["fetch.fsck.skipList", "\(forge.place.root)/skip"],
    ] {
      try forge.place.git(["config", "--global"] + arguments)
      try forge.place.git(["config"] + arguments)
    }
    let failure = #expect(throws: ExpectedFailure.self) { try forge.fetch(commit, by: way) }
    #expect(failure?.code == .sandboxObjectsRefused)
  }

  @Test("a tree that names an object which nobody has does not come in", arguments: [FetchWay.remote, .bundle])
  func missing(way: FetchWay) throws {
    let forge = try ObjectForge()
    let commit = try forge.commit("100644 blob 0123456789012345678901234567890123456789\ta.txt\n")
    // git itself may notice it on the way, or in a bundle when it is made.
    let complaint = Result { try forge.fetch(commit, by: way) }
    if case .success(nil) = complaint { Issue.record("it came in") }
    #expect(try forge.hostIsClean(of: commit))
  }

  @Test("a mode that git does not write does not come in", arguments: [FetchWay.remote, .bundle])
  func mode(way: FetchWay) throws {
    let forge = try ObjectForge()
    let commit = try forge.commit("100666 blob BLOB\ta\n")
    let failure = #expect(throws: ExpectedFailure.self) { try forge.fetch(commit, by: way) }
    #expect(failure?.code == .sandboxObjectsRefused)
  }

  @Test("a pack that is too large is cut off, and what it left is removed", arguments: [FetchWay.remote, .bundle])
  func large(way: FetchWay) throws {
    let forge = try ObjectForge()
    let commit = try forge.fixture.agent(
      """
      blob=$(head -c 3000000 /dev/urandom | git hash-object -w --stdin)
      tree=$(printf '100644 blob %s\\tbig.bin\\n' "$blob" | git mktree)
      commit=$(git commit-tree "$tree" -p HEAD -m big)
      git update-ref \(FactoryNames.snapshotRef) "$commit"
      echo "$commit"
      """)
    let failure = #expect(throws: ExpectedFailure.self) { try forge.fetch(commit, by: way, limit: 1 << 20) }
    #expect(failure?.code == .sandboxWorkTooLarge, "\(String(describing: failure))")
    #expect(try forge.hostIsClean(of: commit))
    #expect(try forge.fetch(commit, by: way) == nil)
  }

  @Test("a refusal is a verdict: no other way out of a Docker Sandbox is tried")
  func verdict() throws {
    let forge = try ObjectForge()
    let commit = try forge.commit("040000 tree TREE\t.git\n")
    let spec = forge.fixture.spec
    try forge.place.git(["remote", "add", SandboxTraces.remote(of: spec.name), forge.fixture.clone])
    let calls = SandboxCalls(forge.place.runner)
    let sandbox = DockerSandbox(effects: calls, stateRoot: forge.place.stateRoot, pauses: [])
    let failure = #expect(throws: ExpectedFailure.self) {
      try sandbox.fetch(FactoryNames.snapshotRef, into: forge.hostRef, from: spec, expecting: commit)
    }
    #expect(failure?.code == .sandboxObjectsRefused)
    #expect(calls.count == 0)
  }
}

/// Effects that run everything but sbx, which they count.
private final class SandboxCalls: Effects {
  private let runner: ProcessRunner
  var count = 0

  init(_ runner: ProcessRunner) { self.runner = runner }

  var environment: [String: String] { runner.environment }
  var now: Date { runner.now }

  func run(_ command: Command, observe: @escaping (OutputLine) -> Bool) throws -> CommandResult {
    guard command.program == Sbx.program else { return try runner.run(command, observe: observe) }
    count += 1
    return .failed(1, "there is no sbx here")
  }

  func wait(_ duration: Duration) throws { try runner.wait(duration) }
}
