import KBDomain
import KBFailures
import KBState
import KBSystem
import KBText

/// The log of one PRD in one run.
struct PRDLog: Equatable, Sendable {
  var prd: Int
  var run: String
  var repository: RepositoryIdentity
  var path: String

  /// `acme/webapp #12, run 20261124-2214-7f3a`.
  var name: String { SafeText.line("\(repository) #\(prd), run \(run)") }
}

/// Finds logs in the state directory.
struct PRDLogFinder {
  let store: RunStore
  /// nil outside of a repository.
  let here: RepositoryHere?

  /// The log that a person means: of the given run, else the newest; of the repository that is named, else of the one that
  /// one stands in, else of the only one that has such a log. Throws KB-U004, KB-U006 or KB-U007.
  func find(_ prd: PRDName, run given: String?) throws(ExpectedFailure) -> PRDLog {
    let runs = try given.map { given throws(ExpectedFailure) in [try store.find(given)] } ?? store.newestFirst()
    var newest: [PRDLog] = []
    for run in runs {
      guard let plan = store.plan(of: run) else { continue }
      for log in logs(of: prd, in: plan, run) {
        if prd.repository == nil, let here, here.matches(log.repository, checkout: plan.checkout(of: log.repository)) {
          return log
        }
        if !newest.contains(where: { $0.repository.key == log.repository.key }) { newest.append(log) }
      }
    }
    if given == nil && here != nil && prd.repository == nil { newest = [] }
    guard let log = newest.first else {
      throw .logMissing(prd.description, run: given == nil ? nil : runs.first, others: given == nil ? [] : others(runs))
    }
    guard newest.count == 1 else {
      throw .repositoryUnclear(
        prd.number, "has a log",
        choices: newest.map {
          "\($0.repository): kb logs \(PRDName(prd.number, of: $0.repository).argument)\(given.map { " --run \($0)" } ?? "")"
        })
    }
    return log
  }

  /// The log of a repository's PRD in a run; nil where there is none.
  func log(of prd: Int, _ repository: RepositoryIdentity, in run: String) -> PRDLog? {
    store.plan(of: run).flatMap { logs(of: PRDName(prd, of: repository), in: $0, run).first }
  }

  private func logs(of wanted: PRDName, in plan: RunPlan, _ run: String) -> [PRDLog] {
    plan.queue.map(\.name).compactMap { prd in
      guard prd.number == wanted.number, let repository = plan.repository(of: prd)?.repository,
        wanted.repository.map({ $0.key == repository.key }) ?? true
      else { return nil }
      let path = "\(store.directory(run))/prd-\(prd.fileName).log"
      return Files.exists(path) ? PRDLog(prd: prd.number, run: run, repository: repository, path: path) : nil
    }
  }

  private func others(_ runs: [String]) -> [String] {
    runs.flatMap { run in
      let names = (store.plan(of: run)?.queue ?? []).map(\.name).sorted()
      return names.filter { Files.exists("\(store.directory(run))/prd-\($0.fileName).log") }.map(\.description)
    }
  }
}

extension RunPlan {
  /// Top folder of the clone that a run worked for a repository from; nil where it has none.
  func checkout(of repository: RepositoryIdentity) -> String? {
    repositories.first { $0.repository.key == repository.key }?.checkout
  }
}
