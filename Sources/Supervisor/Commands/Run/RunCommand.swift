/// `kb run`.
struct RunCommand: KBCommand {
  /// What takes the same flags and only says what would be done.
  let dryRun: any KBCommand
  let name = "run"
  let summary = "work on PRDs until each one is delivered, waits for a person, or has failed"
  let examples = [
    "kb run --dry-run", "kb run --parallel 4", "kb run --prd 12 --agent claude",
    "kb run --parallel 4 --deadline 07:00", "kb run --repo acme/webapp --repo acme/api --parallel 4",
  ]
  let flags = RunRequest.flags

  func run(_ arguments: Arguments, in surroundings: Surroundings) throws -> KBExit {
    let request = try RunRequest(arguments)
    if request.isDryRun { return try dryRun.run(arguments, in: surroundings) }
    return try Factory.run(request, in: surroundings)
  }
}
