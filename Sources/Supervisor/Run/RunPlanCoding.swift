#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif
import KBConfiguration

/// The plan of a run of one repository holds the repository's keys among its own, as it always has; that of several has
/// them in `repositories`. A plan that an older kb wrote must load for ever.
extension RunPlan: Codable {
  private enum Key: String, CodingKey {
    case run, stateRoot, settings, repositories, leftOut, queue, settled, notTaken, deadline, flags, raises
  }

  init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: Key.self)
    run = try values.decode(String.self, forKey: .run)
    stateRoot = try values.decode(String.self, forKey: .stateRoot)
    settings = (try? values.decode(RunSettings.self, forKey: .settings)) ?? RunSettings()
    repositories =
      try values.decodeIfPresent([RepositoryPlan].self, forKey: .repositories) ?? [RepositoryPlan(from: decoder)]
    leftOut = try values.decodeIfPresent([LeftOutRepository].self, forKey: .leftOut) ?? []
    queue = try values.decode([PlannedPRD].self, forKey: .queue)
    settled = try values.decodeIfPresent([SettledPRD].self, forKey: .settled) ?? []
    notTaken = try values.decodeIfPresent([NotTakenPRD].self, forKey: .notTaken) ?? []
    deadline = try values.decodeIfPresent(Date.self, forKey: .deadline)
    flags = try values.decodeIfPresent(String.self, forKey: .flags)
    raises = try values.decodeIfPresent(Bool.self, forKey: .raises) ?? false
  }

  func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: Key.self)
    if let only = repositories.first, !hasSeveral {
      try only.encode(to: encoder)
    } else {
      try values.encode(settings, forKey: .settings)
      try values.encode(repositories, forKey: .repositories)
      try values.encode(leftOut, forKey: .leftOut)
    }
    try values.encode(run, forKey: .run)
    try values.encode(stateRoot, forKey: .stateRoot)
    try values.encode(queue, forKey: .queue)
    try values.encode(settled, forKey: .settled)
    try values.encode(notTaken, forKey: .notTaken)
    try values.encodeIfPresent(deadline, forKey: .deadline)
    try values.encodeIfPresent(flags, forKey: .flags)
    if raises { try values.encode(raises, forKey: .raises) }
  }
}
