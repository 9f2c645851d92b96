package import KBFailures

/// Failures of the local forge: PRDs and issues in files, krutrimbox's records in the clone's git folder.
extension ExpectedFailure {
  package static func localIssueUnreadable(_ file: String, _ why: String) -> ExpectedFailure {
    ExpectedFailure(
      .localIssueUnreadable, "the issue file \(file) can't be read: \(why).",
      fix: "correct the file; docs/local-forge.md shows an example")
  }

  package static func localRecordUnreadable(_ file: String, _ why: String) -> ExpectedFailure {
    ExpectedFailure(
      .localIssueUnreadable, "krutrimbox's record \(file) can't be read.", why: why,
      fix: "correct it, or move it away: then krutrimbox treats it as never written")
  }

  package static func localRecordUnwritable(_ file: String, _ why: String) -> ExpectedFailure {
    ExpectedFailure(
      .forgeForbidden, "krutrimbox's record \(file) can't be written.", why: why,
      fix: "make room, or make the clone's git folder writable, then run again")
  }

  package static func localRecordsBusy(_ lock: String) -> ExpectedFailure {
    ExpectedFailure(
      .forgeUnavailable, "another process holds the local forge's records: \(lock) is locked.",
      fix: "look at what is running: kb workers; then run again")
  }

  package static func localObjectMissing(_ what: String) -> ExpectedFailure {
    ExpectedFailure(
      .forgeNotFound, "the local forge has no \(what).",
      fix: "look at what there is: ls .krutrimbox/issues, then: kb plan")
  }

  package static func localReviewRefused(_ login: String) -> ExpectedFailure {
    ExpectedFailure(
      .forgeInvalid, "\(login) can't review a pull request of their own.", fix: "mention them instead")
  }
}
