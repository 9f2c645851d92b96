import KBDomain
import KBFailures
import KBProtocol
import KBState
import KBText

/// Which live workers `kb stop` is about. Pure.
struct StopTargets: Equatable, Sendable {
  /// Those to ask, by repository and PRD.
  var workers: [LiveWorker] = []
  /// PRDs that were named and have no worker here.
  var missing: [PRDName] = []

  /// Every one of them.
  init(all live: [LiveWorker]) {
    workers = live
  }

  /// The workers of PRDs, of the repository that was named, else of the one that one stands in; outside of one, of the
  /// only repository whose worker it can be. Throws KB-U006.
  init(_ prds: [PRDName], among live: [LiveWorker], here: RepositoryHere?) throws(ExpectedFailure) {
    for prd in prds {
      let found = live.filter { worker in
        guard worker.row.prd == prd.number else { return false }
        if let named = prd.repository { return worker.repository?.key == named.key }
        return here.map { Self.isHere(worker, $0) } ?? true
      }
      guard found.count < 2 else {
        throw .repositoryUnclear(
          prd.number, "is worked on",
          choices: found.map { worker in
            "\(worker.row.repository): kb stop \(PRDName(prd.number, of: worker.repository).argument)"
          })
      }
      if let worker = found.first { workers.append(worker) } else { missing.append(prd) }
    }
  }

  private static func isHere(_ worker: LiveWorker, _ here: RepositoryHere) -> Bool {
    worker.repository.map { here.matches($0, checkout: worker.record?.checkout) } ?? false
  }
}

extension LiveWorker {
  /// What is known of it, if only from the place of its file.
  var row: WorkerList.Row {
    if let record { return WorkerList.Row(record, at: record.lastSign, exists: { _ in true }) }
    return WorkerList.Row(unknown: claimFile)
  }

  /// From its record, else from the place of its file, `…/<host>/<owner>/<name>/prd-<n>.claim`.
  var repository: RepositoryIdentity? {
    if let record { return record.repository }
    let parts = claimFile.split(separator: "/").suffix(4).map(String.init)
    return parts.count == 4 ? RepositoryIdentity(host: parts[0], owner: parts[1], name: parts[2]) : nil
  }

  /// `#12 of acme/webapp`, safe to print.
  var shortName: String { SafeText.line("#\(row.prd) of \(row.repository)") }
}
