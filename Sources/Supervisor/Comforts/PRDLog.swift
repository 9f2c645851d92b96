import Shared

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

  /// The log that a person means: of the given run, else the newest of the repository that one stands in, else of the
  /// only repository that has one. Throws KB-U004, KB-U006 or KB-U007.
  func find(_ prd: Int, run given: String?) throws(ExpectedFailure) -> PRDLog {
    if let given {
      let run = try store.find(given)
      guard let log = log(of: prd, in: run) else { throw .logMissing(prd, run: run, others: others(in: run)) }
      return log
    }
    var newest: [PRDLog] = []
    for run in store.newestFirst() {
      guard let log = log(of: prd, in: run), let plan = store.plan(of: run) else { continue }
      if let here {
        if here.matches(log.repository, checkout: plan.checkout) { return log }
      } else if !newest.contains(where: { $0.repository.key == log.repository.key }) {
        newest.append(log)
      }
    }
    guard let log = newest.first else { throw .logMissing(prd, run: nil, others: []) }
    guard newest.count == 1 else {
      throw .repositoryUnclear(
        prd, "has a log", choices: newest.map { "\($0.repository): kb logs \(prd) --run \($0.run)" })
    }
    return log
  }

  /// The log of a PRD in a run; nil where there is none.
  func log(of prd: Int, in run: String) -> PRDLog? {
    let path = "\(store.directory(run))/prd-\(prd).log"
    guard Files.exists(path), let plan = store.plan(of: run) else { return nil }
    return PRDLog(prd: prd, run: run, repository: plan.repository, path: path)
  }

  private func others(in run: String) -> [Int] {
    Files.names(in: store.directory(run)).filter { $0.hasPrefix("prd-") && $0.hasSuffix(".log") }
      .compactMap { Int($0.dropFirst(4).dropLast(4)) }.sorted()
  }
}
