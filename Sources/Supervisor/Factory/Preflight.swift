#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif
import KBConfiguration
import KBDomain
import KBFailures
import KBForges
import KBRepository
import KBSandboxes
import KBState
import KBSystem

/// Everything that can be wrong before a run is found here, before anything is touched.
struct Preflight {
  /// What it is given to work with: how forges and sandboxes are made, paths, and whom it tells. Tests bring their own.
  struct Supplies {
    var forge: (RunSettings, HostRepository) throws -> any Forge
    var sandbox: (RunSettings, _ stateRoot: String) throws -> any SandboxBackend
    /// Absolute path of the worker program.
    var workerProgram: String
    /// Absolute path of the state directory.
    var stateRoot: String
    /// The environment of `kb`.
    var environment: [String: String]
    /// The switches of fault tests.
    var faults: FaultPoints
    /// Told the settings as soon as they are known.
    var goBy: (RunSettings) -> Void = { _ in }
    /// Told what takes long, as a sentence.
    var tell: (String) -> Void = { _ in }
  }

  let request: RunRequest
  /// Where `kb` was started.
  let directory: String
  let effects: any Effects
  let supplies: Supplies
  /// Told that the repository's configuration would do something outside of sandboxes that is not trusted. A run ends
  /// there, before anything is done; one of several repositories is left out.
  var onUntrusted: (ExpectedFailure) throws -> Void = { throw $0 }

  /// What the run is going to do, and the forge of each repository. Changes nothing but that the state directory and the
  /// Factory Clones exist afterwards. Throws what is wrong with all of it; what is wrong with one repository of several is
  /// in the plan.
  func plan() throws -> (plan: RunPlan, forges: [any Forge]) {
    let user = try Configuration(environment: supplies.environment) { ConfigurationFile() }
    let (own, targets) = try RunTarget.all(
      of: request, from: directory, configured: user.settings.user.repositories, effects: effects)
    let state = try StateDirectory(opening: supplies.stateRoot)
    let all = targets.map { target in
      RepositoryPreflight(
        target: target, clones: FactoryClone.root(user.settings, stateRoot: state.root),
        prds: target.repository.map { request.prds(of: $0) ?? [] } ?? request.prds.map(\.number),
        isOneOfSeveral: targets.count > 1, request: request, effects: effects, supplies: supplies, state: state,
        onUntrusted: targets.count > 1 ? { throw $0 } : onUntrusted)
    }
    var leftOut: [LeftOutRepository] = []
    let discovered = try each(all, &leftOut) { try $0.discover() }
    let opened = try each(discovered, &leftOut) { try $0.open() }
    let found = try each(opened, &leftOut) { try $0.choose() }
    guard !found.isEmpty else {
      throw ExpectedFailure.noRepositoryReady(leftOut.map { ($0.repository.fullName, $0.failure) })
    }
    let settings =
      targets.count == 1 ? found[0].plan.settings : try RunSettings.resolve(configuration: user, flags: request.flags)
    var plan = RunPlan(
      run: newRun(in: state), stateRoot: state.root, settings: settings, repositories: found.map(\.plan),
      leftOut: leftOut, queue: found.flatMap(\.queue), settled: found.flatMap(\.settled),
      notTaken: found.flatMap(\.notTaken), deadline: request.deadline)
    plan.flags = own ? request.flags.again : found[0].plan.flags
    if targets.count > 1 { plan.flags = request.again }
    plan.raises = request.raises
    return (plan, found.map(\.forge))
  }

  /// Does one step for all repositories, overlapped, and drops those for which it fails. With only one its failure is
  /// thrown, and with several that of a limit, which all would meet, and where none is left one that passes by itself.
  private func each<Value: RepositoryStep, Next>(
    _ values: [Value], _ leftOut: inout [LeftOutRepository], _ step: @escaping (Value) throws -> Next
  ) throws -> [Next] {
    let results = effects.together(all: values.map { value in { try step(value) } })
    var failures: [ExpectedFailure] = []
    let next = try zip(values, results).compactMap { value, result -> Next? in
      do { return try result.get() } catch let failure as ExpectedFailure {
        guard value.isOneOfSeveral, let repository = value.named, failure.failureClass != .forgeLimit else {
          throw failure
        }
        failures.append(failure)
        leftOut.append(LeftOutRepository(repository: repository, failure: DiagnosedFailure(failure)))
        return nil
      }
    }
    if next.isEmpty, let passing = failures.first(where: { $0.failureClass == .forgeUnavailable }) { throw passing }
    return next
  }

  /// Of the few names that one minute has, one that no other run has.
  private func newRun(in state: StateDirectory) -> String {
    var run: String
    repeat {
      run = RunPlan.newRun(at: effects.now, random: .random(in: 0...UInt16.max))
    } while Files.exists("\(state.root)/runs/\(run)")
    return run
  }
}

/// A repository on its way through the preflight.
protocol RepositoryStep {
  /// Whether the run goes on without it.
  var isOneOfSeveral: Bool { get }
  /// nil where origin has to say.
  var named: RepositoryIdentity? { get }
}

extension Effects {
  /// Does things of which none needs another, the first command of each while those of the others run.
  func together<Value>(all works: [() throws -> Value]) -> [Result<Value, any Error>] {
    guard let first = works.first else { return [] }
    let rest = Array(works.dropFirst())
    if rest.isEmpty { return [Result { try first() }] }
    do {
      let (one, others) = try together({ Result { try first() } }, { self.together(all: rest) })
      return [one] + others
    } catch {
      return works.map { _ in .failure(error) }
    }
  }
}
