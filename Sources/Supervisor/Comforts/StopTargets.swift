import Shared

/// Which live workers `kb stop` is about. Pure.
struct StopTargets: Equatable, Sendable {
  /// Those to ask, by repository and PRD.
  var workers: [LiveWorker] = []
  /// PRDs that were named and have no worker here.
  var missing: [Int] = []

  /// Every one of them.
  init(all live: [LiveWorker]) {
    workers = live
  }

  /// The workers of PRDs, of the repository that one stands in; outside of one, of the only repository whose worker it
  /// can be. Throws KB-U006.
  init(_ prds: [Int], among live: [LiveWorker], here: RepositoryHere?) throws(ExpectedFailure) {
    for prd in prds {
      let same = live.filter { $0.row.prd == prd }
      let found = here.map { here in same.filter { Self.isHere($0, here) } } ?? same
      guard found.count < 2 else {
        throw .repositoryUnclear(
          prd, "is worked on",
          choices: found.map { worker in
            "\(worker.row.repository): cd \(worker.record?.checkout ?? "its clone") && kb stop \(prd)"
          })
      }
      if let worker = found.first { workers.append(worker) } else { missing.append(prd) }
    }
  }

  private static func isHere(_ worker: LiveWorker, _ here: RepositoryHere) -> Bool {
    if let record = worker.record { return here.matches(record.repository, checkout: record.checkout) }
    return worker.row.repository.lowercased() == here.identity?.description.lowercased()
  }
}

extension LiveWorker {
  /// What is known of it, if only from the place of its file.
  var row: WorkerList.Row {
    if let record { return WorkerList.Row(record, at: record.lastSign, exists: { _ in true }) }
    return WorkerList.Row(unknown: claimFile)
  }

  /// `#12 of acme/webapp`, safe to print.
  var shortName: String { SafeText.line("#\(row.prd) of \(row.repository)") }
}
