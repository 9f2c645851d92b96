#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif
import KBFailures
import KBRepository
import KBSandboxes
import KBState
import KBSystem
import KBText

/// Does what a clean plan says. Every sandbox is claimed, saved and only then removed; one that can't be saved stays.
struct Cleaner {
  let store: RunStore
  let registry: ClaimRegistry
  let stateRoot: String
  /// The folder of all Factory Clones.
  let clones: String
  let backends: [any SandboxBackend]
  /// The operator's clone; nil outside of one.
  let checkout: String?
  let effects: any Effects
  let say: (String) -> Void

  /// Whether all of it could be done.
  func run(_ plan: CleanPlan) throws -> Bool {
    var isDone = true
    for sandbox in plan.doomed {
      do {
        try remove(sandbox)
      } catch let failure as ExpectedFailure {
        isDone = false
        let why = failure.why?.split(whereSeparator: \.isNewline).first.map { " (\($0))" } ?? ""
        say("\(sandbox.name): kept: \(failure.code.rawValue) \(failure.what)\(why) \(failure.fix)")
      }
    }
    for smoke in plan.smokes {
      guard let backend = backends.first(where: { $0.name == smoke.backend }) else { continue }
      do {
        try smoke.remove(with: backend, effects: effects, stateRoot: stateRoot)
        say("\(smoke.name): removed")
      } catch let failure as ExpectedFailure {
        isDone = false
        say("\(smoke.name): kept: \(failure.code.rawValue) \(failure.what) \(failure.fix)")
      }
    }
    for run in plan.oldRuns where !remove(run) { isDone = false }
    for ref in plan.doomedRefs {
      try Git(ref.clone, effects: effects).output(["update-ref", "-d", ref.work.ref, ref.work.commit])
      say("\(ref.work.ref): removed, it was \(ref.work.commit)")
    }
    for place in plan.doomedClones {
      // Who needs it by now has been faster.
      guard try FactoryCloneFolder.remove(place.path, effects: effects) else { continue }
      say("\(place.repository): Factory Clone removed")
    }
    return isDone
  }

  private func remove(_ sandbox: KnownSandbox) throws {
    guard let repository = sandbox.repository,
      let backend = backends.first(where: { $0.name == sandbox.backend })
    else { return }
    guard let claim = try registry.claim(sandbox.prd, of: repository) else {
      say("\(sandbox.name): kept: a worker is at work on it")
      return
    }
    let clone = FactoryClone.path(of: repository, in: clones)
    let spec = sandbox.spec(clone: clone, checkout: checkout ?? clone)
    let saver = SandboxSaver(backend: backend, spec: spec, git: Git(clone, effects: effects), effects: effects)
    let label = "clean-" + RunPlan.newRun(at: effects.now, random: .random(in: 0...UInt16.max))
    let refs = try saver.save(prd: sandbox.prd, label: label)
    guard claim.isStillValid else { throw ExpectedFailure.sandboxFailed("be removed", why: "its claim was taken away") }
    try backend.remove(spec)
    let saved = refs.isEmpty ? "all of its work was on the host" : "its work is kept: kb saved \(sandbox.prd)"
    say("\(sandbox.name): removed; \(saved)")
  }

  private func remove(_ run: String) -> Bool {
    let directory = store.directory(run)
    guard !RunPresence.isHeld(directory) else { return true }
    do {
      try FileManager.default.removeItem(atPath: directory)
      say("run \(run): removed")
      return true
    } catch {
      say("run \(run): kept: \(SafeText.line(String(describing: error)))")
      return false
    }
  }
}
