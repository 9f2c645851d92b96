import KBDomain
import KBForges
import KBRepository
import KBSystem

/// The forge of a run, from the name in the settings and origin's address.
enum RunForge {
  /// Throws KB-R010 where the forge is GitHub and origin is not on a GitHub host.
  static func make(
    _ name: ForgeName, of repository: HostRepository, clones root: String, effects: any Effects
  ) throws -> any Forge {
    // The local forge writes into the clone's git folder.
    if name == .local, let foreign = repository.foreign { throw foreign }
    return ForgeMaker.make(
      name, repository: try ForgeMaker.identity(name, of: repository, effects: effects), checkout: repository.checkout,
      clone: { FactoryClone.path(of: $0, in: root) }, effects: effects)
  }
}
