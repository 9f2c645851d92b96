import KBFailures
import KBState
import KBSystem

/// Lets a session begin: when no brake is on, the machine has room, and nothing of the session before is at work.
struct SessionTurn {
  let patience: Patience
  let sandbox: PRDSandbox
  let workplace: Workplace
  let room: SessionRoom

  /// Does a session, and again where what went wrong passes. While it waits for long, the sandbox rests.
  func whenFree<Result>(_ session: () throws -> Result) throws -> Result {
    try patience.runSession(onLongWait: workplace.rest) {
      try waitForBrakes()
      try room.require()
      try sandbox.endSurvivors()
      do {
        return try session()
      } catch let failure as ExpectedFailure where failure.failureClass == .sandbox {
        // The sandbox failed, and with it perhaps the end of the session in it.
        sandbox.leftover.mayBeAtWork = true
        throw failure
      }
    }
  }

  /// A brake may have come on while the sandbox was made ready.
  func waitForBrakes() throws { try patience.waitForBrakes(workplace.rest) }
}

/// The room on the disk that a session needs.
struct SessionRoom {
  /// What a session writes to: the Factory Clone and the state directory.
  let folders: [String]
  let gibibytes: Double
  let journal: RunJournal
  /// False where a fault test leaves the reserve out.
  let keepsReserve: Bool

  /// Throws KB-M007 where a disk has less room than that, KB-M004 where the journal could not hold what the session comes
  /// to.
  func require() throws(ExpectedFailure) {
    for path in folders {
      if let free = FreeDisk.gibibytes(at: path), free < gibibytes {
        throw .diskLow(path: path, free: free, wanted: gibibytes)
      }
    }
    if keepsReserve { try journal.makeRoom() }
  }
}
