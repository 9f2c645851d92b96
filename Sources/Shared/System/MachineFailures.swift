package import KBFailures
package import KBText

/// Failures of this machine, of krutrimbox's own files and processes.
extension ExpectedFailure {
  /// - Parameter home: the address that says how it is installed, where one is known.
  package static func programMissing(_ program: String, home: String? = nil) -> ExpectedFailure {
    let from = home.map { " (\($0))" } ?? ""
    return ExpectedFailure(
      .programMissing, "the program `\(program)` is not in PATH.", fix: "install \(program)\(from), then: kb doctor")
  }

  package static func cannotStart(_ program: String, _ error: any Error) -> ExpectedFailure {
    ExpectedFailure(
      .cannotStart, "the program `\(program)` could not be started.", why: String(describing: error),
      fix: "correct what the system names, then run again")
  }

  /// It was started, and did not do what was asked.
  package static func programFailed(_ program: String, why: String) -> ExpectedFailure {
    ExpectedFailure(
      .cannotStart, "the program `\(program)` does not work here.", why: why,
      fix: "correct what it names, then run again")
  }

  package static func stateDirectoryUnsafe(_ path: String, _ why: String) -> ExpectedFailure {
    ExpectedFailure(
      .stateDirectoryUnsafe, "the state directory \(path) is not private to you.", why: why,
      fix: "chown and chmod 0700 it, or set KB_STATE_HOME to a directory of your own")
  }

  package static func stateDirectoryUnusable(_ path: String, _ why: String) -> ExpectedFailure {
    ExpectedFailure(
      .stateDirectoryUnusable, "the state directory \(path) can't be used.", why: why,
      fix: "set KB_STATE_HOME to a directory on a local disk that you can write to")
  }

  package static func folderUnusable(_ path: String, _ why: String) -> ExpectedFailure {
    ExpectedFailure(.folderUnusable, "\(path) can't be made.", why: why, fix: "choose another folder")
  }

  /// `path` is the Factory Clone's.
  package static func factoryCloneUnusable(_ path: String, why: String) -> ExpectedFailure {
    ExpectedFailure(
      .factoryCloneUnusable, "krutrimbox's own clone can't be kept at \(path).", why: why,
      fix:
        "check that you may write there, or set factoryClones in ~/.config/krutrimbox/config.json to a folder on a local disk"
    )
  }

  package static func diskLow(path: String, free: Double, wanted: Double) -> ExpectedFailure {
    ExpectedFailure(
      .diskLow, "the disk of \(path) has \((free * 10).rounded() / 10) GiB left; \(wanted.plain) GiB are needed.",
      fix: "make room (kb clean), or lower limits.freeDiskGiB in .krutrimbox/config.json")
  }

  /// A program of the host found no room at all.
  package static func diskFull(path: String, why: String) -> ExpectedFailure {
    ExpectedFailure(.diskLow, "the disk of \(path) is full.", why: why, fix: "make room (kb clean)")
  }

  /// Memory in MiB.
  package static func machineTooSmall(sandboxes: Int, memory: Int, of machine: Int) -> ExpectedFailure {
    let (wanted, there) = (Double(sandboxes * memory) / 1024, Double(machine) / 1024)
    let count = sandboxes == 1 ? "one sandbox" : "\(sandboxes) sandboxes"
    return ExpectedFailure(
      .machineTooSmall,
      "\(count) of \((Double(memory) / 1024).tenths) GiB need \(wanted.tenths) GiB, more than three quarters of the "
        + "\(there.tenths) GiB that this machine has.",
      fix: sandboxes == 1 ? "lower sandbox.memory in .krutrimbox/config.json" : "lower --parallel, or sandbox.memory")
  }

  /// `because` completes "it is too old: …"; `why` are further reasons.
  package static func programTooOld(
    _ program: String, _ version: ProgramVersion, wanted: ProgramVersion, because: String? = nil, why: String = "",
    fix: String? = nil
  ) -> ExpectedFailure {
    let reason = because.map { ": \($0)" } ?? ""
    return ExpectedFailure(
      .programTooOld, "\(program) \(version) is too old\(reason); \(wanted) or newer is needed.",
      why: why.isEmpty ? nil : why, fix: fix ?? "upgrade \(program)")
  }

  package static func workerProgramMissing(_ path: String) -> ExpectedFailure {
    ExpectedFailure(
      .workerProgramMissing, "there is no kb-worker at \(path).",
      fix: "install kb and kb-worker side by side: swift build builds both")
  }

  package static func workerVersionMismatch(supervisor: String, worker: String) -> ExpectedFailure {
    ExpectedFailure(
      .workerVersionMismatch, "kb is \(supervisor) but kb-worker is \(worker).",
      fix: "install both from one build, then run again")
  }

  package static func workerDied(prd: Int, _ status: ExitStatus, lastLines: [String]) -> ExpectedFailure {
    ExpectedFailure(
      .workerDied, "the worker of PRD #\(prd) ended by \(status) without an outcome.",
      why: lastLines.isEmpty ? nil : lastLines.joined(separator: "\n"), fix: "kb logs \(prd), then: kb run --prd \(prd)"
    )
  }

  package static func workerSilent(prd: Int, seconds: Int) -> ExpectedFailure {
    ExpectedFailure(
      .workerSilent, "the worker of PRD #\(prd) gave no sign of life for \(seconds) s and was stopped.",
      fix: "kb logs \(prd), then: kb run --prd \(prd)")
  }

  package static func crashesRepeat(why: String) -> ExpectedFailure {
    ExpectedFailure(
      .crashesRepeat, "workers fail again and again in the same way, so the run ends.", why: why,
      fix: "kb doctor, then run again; no work is lost")
  }

  package static func orderUnreadable(_ why: String) -> ExpectedFailure {
    ExpectedFailure(
      .orderUnreadable, "kb-worker got no assignment that it understands.", why: why,
      fix: "kb-worker is started by kb: use kb run")
  }

  /// Local sandboxes must use bubblewrap, and can't. `why` is a part of a sentence.
  package static func bubblewrapUnusable(why: String) -> ExpectedFailure {
    ExpectedFailure(
      .bubblewrapUnusable, "local sandboxes need bubblewrap (`sandbox.bubblewrap`), and \(why).",
      fix:
        "install bubblewrap, allow it to use user namespaces (docs/troubleshooting.md), or set sandbox.bubblewrap to auto"
    )
  }
}
