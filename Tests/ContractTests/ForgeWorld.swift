import KBDomain
import KBFailures
import KBForges
import TestSupport

/// What the forges' contract needs of the world behind a forge: it is built and read back past the forge, as people do
/// in a browser or an editor.
///
/// Add a forge: one type that conforms, one case of `ForgeWorldKind`.
protocol ForgeWorld: Sendable {
  /// A forge on this world. Another call is another process: it knows nothing of what the first one did.
  func makeForge() throws -> any Forge

  /// Adds that many open PRDs, and returns their numbers.
  func addPRDs(_ count: Int) throws -> [Int]
  /// Adds that many open AFK Issues to a PRD, and returns their numbers.
  func addSubIssues(_ count: Int, of prd: Int) throws -> [Int]
  /// Adds one Implementation Issue to a PRD, and returns its number.
  func addSubIssue(of prd: Int, title: String, body: String, kind: ImplementationIssue.Kind) throws -> Int
  /// Adds an issue without labels, and returns its number.
  func addIssue() throws -> Int
  /// Gives an issue exactly these labels.
  func setLabels(_ number: Int, _ labels: [String]) throws
  /// Closes an issue as a person does.
  func close(_ number: Int) throws
  /// Puts a commit on a branch at origin, so that a pull request of it can be opened.
  func commit(on branch: String) throws

  /// Login of the operator.
  var operatorLogin: String { get }
  /// Login of somebody who may review.
  var reviewer: String { get }
  /// Bodies of the comments on an issue or pull request, oldest first.
  func comments(on number: Int) throws -> [String]
  func isOpen(_ number: Int) throws -> Bool
  /// Titles of all pull requests of a branch.
  func pullRequestTitles(of branch: String) throws -> [String]
  /// Logins that were asked for a review of a pull request.
  func reviewers(of number: Int) throws -> [String]
}

extension ForgeWorld {
  /// Adds one PRD, and returns its number.
  func addPRD() throws -> Int {
    guard let number = try addPRDs(1).first else { throw ForgeWorldFailure("no PRD was added") }
    return number
  }

  /// Works with a forge of this world on a thread of its own.
  func with<Result: Sendable>(_ work: @escaping @Sendable (any Forge) throws -> Result) async throws -> Result {
    try await onOwnThread { Swift.Result { try work(makeForge()) } }.get()
  }

  /// The failure that the work with a forge ends in.
  func failure(_ work: @escaping @Sendable (any Forge) throws -> some Sendable) async -> ExpectedFailure? {
    do {
      _ = try await with(work)
      return nil
    } catch {
      return error as? ExpectedFailure
    }
  }
}

/// Every world that the contract is checked on.
enum ForgeWorldKind: String, CaseIterable, Sendable, CustomStringConvertible {
  /// GitHub through the double of `gh`.
  case gitHubDouble = "GitHub through the double of gh"
  /// GitHub through the real `gh`, over the emulator.
  case gitHubReal = "GitHub through the real gh"
  /// Files in a clone.
  case local = "the local forge"

  var description: String { rawValue }

  /// Those that this machine has the programs for.
  static var here: [ForgeWorldKind] { allCases.filter { $0 != .gitHubReal || RealGh.path != nil } }

  /// A new world.
  func make() throws -> any ForgeWorld {
    switch self {
    case .gitHubDouble: try GitHubForgeWorld(gh: .double)
    case .gitHubReal: try GitHubForgeWorld(gh: .real)
    case .local: try LocalForgeWorld()
    }
  }
}

/// A world that can't be built.
struct ForgeWorldFailure: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) { self.description = description }
}
