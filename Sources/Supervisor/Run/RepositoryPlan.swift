#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif
import KBConfiguration
import KBDomain
import KBRepository
import KBSandboxes
import KBSystem

/// One repository of a run: where it is, and what its PRDs go by.
struct RepositoryPlan: Equatable, Codable, Sendable {
  var repository: RepositoryIdentity
  var defaultBranch: String
  var operatorLogin: String
  /// Top folder of the operator's clone; nil where the run works without one.
  var checkout: String?
  /// Top folder of the Factory Clone; nil in a plan that was written before there was one.
  var clone: String?
  var settings: RunSettings
  /// How well the sandboxes isolate, in one sentence.
  var isolation: String
  /// Labels that the run creates when it starts.
  var missingLabels: [String] = []
  /// What the forge's server does not have of what it is asked for; nil is nothing.
  var serverLacks: [String]?
  /// The flags of a `kb run` that finds its PRDs and works on them alike; nil is none.
  var flags: String?

  var baseBranch: String { settings.baseBranch ?? defaultBranch }
  var owners: [String] { settings.owners.isEmpty ? [operatorLogin] : settings.owners }
  /// Logins whose words get into prompts: the owners', and the operator's own.
  var trusted: [String] { owners + [operatorLogin] }

  /// That the forge's server is older than what krutrimbox asks for; nil where it is not.
  var serverNotice: String? { serverLacks.flatMap { OldServerText.notice(repository.host, lacks: $0) } }

  /// The folder that git works in.
  var folder: String { clone ?? checkout ?? "/" }

  /// git in it, as it reaches origin.
  func git(_ effects: any Effects) -> Git {
    Git(
      folder, effects: effects, operatorClone: checkout,
      credentialHost: checkout == nil ? repository.host : nil)
  }

  /// The sandbox as a PRD wants it.
  func sandbox(of prd: Int) -> SandboxSpec {
    SandboxSpec(prd: prd, of: repository, from: folder, checkout: checkout ?? folder, settings: settings)
  }
}

/// What an older kb wrote must load for ever: what has been added since is left empty, and settings that are no longer
/// understood are the defaults.
extension RepositoryPlan {
  private enum Key: String, CodingKey {
    case repository, defaultBranch, operatorLogin, checkout, clone, settings, isolation, missingLabels, serverLacks
    case flags
  }

  init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: Key.self)
    repository = try values.decode(RepositoryIdentity.self, forKey: .repository)
    defaultBranch = try values.decode(String.self, forKey: .defaultBranch)
    operatorLogin = try values.decode(String.self, forKey: .operatorLogin)
    checkout = try values.decodeIfPresent(String.self, forKey: .checkout)
    clone = try values.decodeIfPresent(String.self, forKey: .clone)
    settings = (try? values.decode(RunSettings.self, forKey: .settings)) ?? RunSettings()
    isolation = try values.decodeIfPresent(String.self, forKey: .isolation) ?? ""
    missingLabels = try values.decodeIfPresent([String].self, forKey: .missingLabels) ?? []
    serverLacks = try values.decodeIfPresent([String].self, forKey: .serverLacks)
    flags = try values.decodeIfPresent(String.self, forKey: .flags)
  }
}
