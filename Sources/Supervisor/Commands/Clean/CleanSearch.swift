#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif
import KBDomain
import KBFailures
import KBProtocol
import KBRepository
import KBSandboxes
import KBState
import KBSystem

/// Looks for what `kb clean` could remove. Changes nothing.
struct CleanSearch {
  let store: RunStore
  let registry: ClaimRegistry
  let stateRoot: String
  /// The folder of all Factory Clones.
  let clones: String
  let backends: [any SandboxBackend]
  let here: RepositoryHere?
  let effects: any Effects
  /// PRDs that it is about; empty is all, and old runs too.
  let prds: [PRDName]
  /// Whether saved refs that are merged go as well.
  let removesRefs: Bool
  /// Whether Factory Clones go that nobody needs now.
  let removesClones: Bool

  func plan() throws -> CleanPlan {
    var plan = CleanPlan()
    let repositories = identities()
    if prds.isEmpty {
      plan.smokes = SmokeSandbox.left(stateRoot)
      plan.oldRuns = oldRuns()
    }
    for backend in backends {
      do {
        for name in try backend.list() { add(name, backend.name, repositories, to: &plan) }
      } catch let failure as ExpectedFailure {
        // Without sbx there are no sandboxes of it.
        if failure.code == .programMissing { continue }
        plan.miss(backend.name, failure)
      }
    }
    try addRefs(repositories, to: &plan)
    if prds.isEmpty { try addClones(repositories, to: &plan) }
    return plan
  }

  private func add(
    _ name: String, _ backend: SandboxName, _ repositories: [RepositoryIdentity], to plan: inout CleanPlan
  ) {
    guard let sandbox = KnownSandbox(name, backend, repositories: repositories) else {
      guard prds.isEmpty else { return }
      guard name.hasPrefix(SmokeSandbox.prefix) else {
        plan.remarks.append("\(name) is not one that a run made; kept")
        return
      }
      plan.addSmoke(
        name, backend, isAtWork: SmokeSandbox.isAtWork(name, stateRoot),
        clone: repositories.first.map { FactoryClone.path(of: $0, in: clones) })
      return
    }
    guard isAbout(sandbox.prd, sandbox.repository) else { return }
    plan.sandboxes.append(CleanPlan.SandboxItem(sandbox: sandbox, keptBecause: reasonToKeep(sandbox)))
  }

  private func isAbout(_ prd: Int, _ repository: RepositoryIdentity?) -> Bool {
    prds.isEmpty
      || prds.contains { $0.number == prd && ($0.repository == nil || $0.repository?.key == repository?.key) }
  }

  private func reasonToKeep(_ sandbox: KnownSandbox) -> String? {
    guard let repository = sandbox.repository else {
      return "of another repository; run kb clean in its clone, or outside of any"
    }
    let isHeld = (try? registry.isHeld(sandbox.prd, of: repository)) ?? true
    return isHeld ? "a worker is at work on it" : nil
  }

  /// What the repository here was called in runs: on GitHub by its address, locally as its runs say. Outside of a clone all
  /// that have a Factory Clone.
  private func identities() -> [RepositoryIdentity] {
    guard let here else { return FactoryCloneFolder.all(in: clones).map(\.repository) }
    var found = [here.identity].compactMap { $0 }
    for run in store.newestFirst().prefix(200) {
      for plan in store.plan(of: run)?.repositories ?? [] where plan.checkout == here.checkout {
        if !found.contains(where: { $0.key == plan.repository.key }) { found.append(plan.repository) }
      }
    }
    return found
  }

  private func oldRuns() -> [String] {
    let limit = effects.now.addingTimeInterval(-CleanPlan.days * 86_400)
    let working = registry.liveWorkers().compactMap(\.record?.run)
    return store.all().filter { run in
      let directory = store.directory(run)
      let newest = [directory, directory + "/run.jsonl"].compactMap(Self.changed).max()
      return newest.map { $0 < limit } ?? false && !RunPresence.isHeld(directory)
        && !working.contains { $0.hasPrefix(run + "-") }
    }
  }

  private static func changed(_ path: String) -> Date? {
    try? FileManager.default.attributesOfItem(atPath: path)[.modificationDate] as? Date
  }

  /// All of them, since disks fill up everywhere; in a clone, one of another repository is only shown.
  private func addClones(_ repositories: [RepositoryIdentity], to plan: inout CleanPlan) throws {
    for place in FactoryCloneFolder.all(in: clones) {
      let reason = try reasonToKeep(place, repositories, plan)
      plan.clones.append(
        CleanPlan.CloneItem(
          place: place, size: try FactoryCloneFolder.size(of: place.path, effects: effects), keptBecause: reason,
          isRemoved: reason == nil && removesClones))
    }
  }

  /// nil where no PRD of it is on its way, nothing is saved in it, and no sandbox borrows its objects.
  private func reasonToKeep(
    _ place: FactoryCloneFolder.Place, _ repositories: [RepositoryIdentity], _ plan: CleanPlan
  ) throws -> String? {
    guard repositories.contains(where: { $0.key == place.repository.key }) else {
      return "of another repository; run kb clean --clones in its clone, or outside of any"
    }
    if try FactoryCloneFolder.isInUse(place.path, effects: effects) {
      return "PRDs are on their way, or work is saved in it"
    }
    let hasSandbox = plan.sandboxes.contains { $0.sandbox.repository?.key == place.repository.key }
    if hasSandbox || !plan.unread.isEmpty || !plan.smokes.isEmpty { return "sandboxes were made from it" }
    let isAtWork = store.newestFirst().contains { run in
      RunPresence.isHeld(store.directory(run))
        && store.plan(of: run)?.repositories.contains { $0.repository.key == place.repository.key } != false
    }
    return isAtWork ? "a run is at work" : nil
  }

  private func addRefs(_ repositories: [RepositoryIdentity], to plan: inout CleanPlan) throws {
    for repository in repositories {
      let clone = FactoryClone.path(of: repository, in: clones)
      guard Files.isDirectory(clone) else { continue }
      for work in try SavedWork.all(in: Git(clone, effects: effects)) where isAbout(work.prd, repository) {
        plan.refs.append(CleanPlan.SavedRef(work: work, clone: clone, isRemoved: work.isMerged && removesRefs))
      }
    }
  }
}
