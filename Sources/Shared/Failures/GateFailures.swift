/// What is wrong with work that is to leave the sandbox, or to be pushed.
extension ExpectedFailure {
  /// `why` has git's own words.
  static func sandboxObjectsRefused(why: String) -> ExpectedFailure {
    ExpectedFailure(
      .sandboxObjectsRefused, "git objects from the sandbox break git's own rules; nothing of them was taken.",
      why: why,
      fix: "the agent may have turned: look at the log (kb logs), remove the sandbox (kb clean), then: kb run does the "
        + "issue anew")
  }

  static func sandboxWorkTooLarge(mebibytes: Int) -> ExpectedFailure {
    ExpectedFailure(
      .sandboxWorkTooLarge, "the sandbox sent more than \(mebibytes) MiB of git objects; nothing of them was taken.",
      fix: "look inside for files that don't belong into git, add them to .gitignore, then: kb run")
  }
}
