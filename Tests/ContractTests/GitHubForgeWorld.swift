import Foundation
import KBDomain
import KBForges
import KBSystem
import TestSupport

/// An emulated GitHub with the repository `octo/widgets`, whose operator is alice.
final class GitHubForgeWorld: ForgeWorld {
  enum Gh: String, CaseIterable, Sendable {
    case double, real

    /// Those that are on this machine.
    static var here: [Gh] { allCases.filter { $0 == .double || RealGh.path != nil } }
  }

  let folder: String
  let world: GitHubWorld
  let repository: WorldRepository
  private let environment: [String: String]
  private let emulator: GitHubEmulator?

  init(gh: Gh) throws {
    folder = "/tmp/kb-forge-" + String(UInt32.random(in: .min ... .max), radix: 36)
    world = try GitHubWorld.create(directory: folder + "/world", operator: "alice")
    repository = try world.addRepository("octo/widgets")
    try repository.allow("bob")
    let (home, programs, socket) = (folder + "/home", folder + "/bin", folder + "/s")
    try FileManager.default.createDirectory(atPath: home, withIntermediateDirectories: true)
    var environment = [
      "PATH": "\(programs):\(ToolPath.system)", "HOME": home, "GH_CONFIG_DIR": home, "XDG_CACHE_HOME": home,
      "GH_TOKEN": GitHubWorld.token(of: "alice"),
    ]
    switch gh {
    case .double:
      try BuiltProducts.link("Doubles", as: "gh", in: programs)
      environment[GitHubWorld.environmentVariable] = world.directory
      emulator = nil
    case .real:
      guard let path = RealGh.path else { throw ForgeWorldFailure("there is no real gh") }
      try FileManager.default.createDirectory(atPath: programs, withIntermediateDirectories: true)
      try FileManager.default.createSymbolicLink(atPath: programs + "/gh", withDestinationPath: path)
      try Data("http_unix_socket: \(socket)\n".utf8).write(to: URL(fileURLWithPath: home + "/config.yml"))
      emulator = try GitHubEmulator(world, socket: socket)
    }
    self.environment = environment
  }

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  func makeForge() -> any Forge { makeForge(host: "github.com", lacks: []) }

  /// A forge of another host, which the double of `gh` does not tell apart, and of which something is known already.
  func with<Result: Sendable>(
    host: String, lacks: [String] = [], _ work: @escaping @Sendable (any Forge) throws -> Result
  ) async throws -> Result {
    try await onOwnThread { Swift.Result { try work(self.makeForge(host: host, lacks: lacks)) } }.get()
  }

  private func makeForge(host: String, lacks: [String]) -> any Forge {
    let runner = ProcessRunner(loop: EventLoop(signals: nil), environment: environment)
    let identity = RepositoryIdentity(host: host, owner: "octo", name: "widgets")
    return GitHubForge(identity, lacks: lacks, effects: runner, delays: [.zero, .zero])
  }

  /// What was asked of GitHub since the logs were cleared: the GraphQL operation's name, or method and path.
  func requests() throws -> [String] {
    try world.requests.map { request in
      request.operation ?? "\(request.method) \(request.path.replacingOccurrences(of: "repos/octo/widgets/", with: ""))"
    }
  }

  // MARK: - ForgeWorld

  let operatorLogin = "alice"
  let reviewer = "bob"

  func addPRDs(_ count: Int) throws -> [Int] {
    try repository.build { world in (0..<count).map { world.addPRD("Plan \($0)") } }
  }

  func addSubIssues(_ count: Int, of prd: Int) throws -> [Int] {
    try repository.build { world in try (0..<count).map { try world.addSubIssue(of: prd, "Step \($0)") } }
  }

  func addSubIssue(of prd: Int, title: String, body: String, kind: ImplementationIssue.Kind) throws -> Int {
    try repository.addSubIssue(of: prd, title, body: body, kind: kind == .afk ? .afk : .hitl)
  }

  func addIssue() throws -> Int { try repository.addIssue("Something") }

  func setLabels(_ number: Int, _ labels: [String]) throws { try repository.setLabels(number, labels) }

  func close(_ number: Int) throws { try repository.close(number) }

  func commit(on branch: String) throws {
    try repository.git.commit(on: branch, from: "main", file: "a.txt", text: "a\n", message: "Add a")
  }

  func comments(on number: Int) throws -> [String] { try repository.comments(number).map(\.body) }

  func isOpen(_ number: Int) throws -> Bool { try !repository.issue(number).isClosed }

  func pullRequestTitles(of branch: String) throws -> [String] {
    try repository.pullRequests.filter { $0.pull?.head == branch }.map(\.title)
  }

  func reviewers(of number: Int) throws -> [String] { try repository.issue(number).pull?.reviewers ?? [] }
}
