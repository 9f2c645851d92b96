#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif
import Shared

/// A plan that an older kb wrote must load for ever: what has been added since is left empty, and settings that are no
/// longer understood are the defaults.
extension RunPlan {
  private enum Key: String, CodingKey {
    case run, repository, defaultBranch, operatorLogin, checkout, settings, stateRoot, isolation, queue, settled
    case notTaken, missingLabels, deadline, serverLacks, flags
  }

  init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: Key.self)
    run = try values.decode(String.self, forKey: .run)
    repository = try values.decode(RepositoryIdentity.self, forKey: .repository)
    defaultBranch = try values.decode(String.self, forKey: .defaultBranch)
    operatorLogin = try values.decode(String.self, forKey: .operatorLogin)
    checkout = try values.decode(String.self, forKey: .checkout)
    settings = (try? values.decode(RunSettings.self, forKey: .settings)) ?? RunSettings()
    stateRoot = try values.decode(String.self, forKey: .stateRoot)
    isolation = try values.decodeIfPresent(String.self, forKey: .isolation) ?? ""
    queue = try values.decode([PlannedPRD].self, forKey: .queue)
    settled = try values.decodeIfPresent([SettledPRD].self, forKey: .settled) ?? []
    notTaken = try values.decodeIfPresent([NotTakenPRD].self, forKey: .notTaken) ?? []
    missingLabels = try values.decodeIfPresent([String].self, forKey: .missingLabels) ?? []
    deadline = try values.decodeIfPresent(Date.self, forKey: .deadline)
    serverLacks = try values.decodeIfPresent([String].self, forKey: .serverLacks)
    flags = try values.decodeIfPresent(String.self, forKey: .flags)
  }
}
