import KBFailures
package import KBSystem

/// git in an empty bare repository of krutrimbox's own that borrows the objects of a clone: it reads no configuration,
/// attributes, hooks, replacements or grafts, neither the operator's nor an agent's, asks nobody for what is missing, and
/// talks to nobody but the source that it is given.
package struct PlainGit {
  /// The private folder around the empty repository; it goes away with the step.
  package let folder: String
  /// The object folder of the clone, absolute.
  let objects: String
  let effects: any Effects

  /// Full name of the one ref in the empty repository, where there is one.
  package static let ref = "refs/krutrimbox/in"

  /// The empty repository.
  package var repository: String { "\(folder)/plain.git" }

  /// Does something with git on the objects of the clone at `checkout`, in a folder below `stateRoot`. Throws KB-R005 or
  /// KB-R015 where git does not open the clone, KB-M004 where the folder can't be made.
  package static func with<Result>(
    _ checkout: String, _ effects: any Effects, stateRoot: String, _ body: (PlainGit) throws -> Result
  ) throws -> Result {
    let (format, objects) = try FactoryCloneConfig.objects(of: checkout) ?? ask(Git(checkout, effects: effects))
    let temporary = try TemporaryFolder.make(in: "\(stateRoot)/tmp")
    defer { temporary.remove() }
    let git = PlainGit(folder: temporary.path, objects: objects, effects: effects)
    try git.make(format: format)
    return try body(git)
  }

  private static func ask(_ clone: Git) throws -> (format: String, objects: String) {
    let look = try clone.result([
      "rev-parse", "--path-format=absolute", "--show-object-format", "--git-path", "objects",
    ])
    let lines = look.output.split(separator: "\n").map(String.init)
    guard look.succeeded, lines.count == 2, lines[1].hasPrefix("/") else {
      throw try clone.cloneTrouble(after: look) ?? ExpectedFailure.gitFailed("rev-parse", why: Git.reason(look))
    }
    return (lines[0], lines[1])
  }

  /// What makes a folder a repository (gitrepository-layout(5)), without starting a program.
  private func make(format: String) throws(ExpectedFailure) {
    for path in ["refs", "objects/info", "objects/pack"] { try PrivateFolder.make("\(repository)/\(path)") }
    let isOld = format == "sha1"
    let extensions = isOld ? "" : "[extensions]\n\tobjectFormat = \(format)\n"
    let files = [
      "HEAD": "ref: refs/heads/none\n", "objects/info/alternates": "\(objects)\n",
      "config": "[core]\n\trepositoryFormatVersion = \(isOld ? 0 : 1)\n\tbare = true\n\(extensions)",
    ]
    for (name, text) in files {
      do { try Files.replace("\(repository)/\(name)", with: Array(text.utf8), synced: false) } catch {
        throw .stateDirectoryUnusable(folder, error.description)
      }
    }
  }

  /// What git may take at once (`GIT_ALLOC_LIMIT`, git's wrapper.c): a pack of some bytes can say that it
  /// unpacks to any number.
  static let largestAllocation = "1g"

  /// Pure: the command for git's arguments. With `writingToClone`, new objects become the clone's. `allocating` is the most
  /// that git takes at once, such as for one tree.
  package func command(
    _ arguments: [String], input: Command.Input = .nothing, writingToClone: Bool = false,
    allocating: String = largestAllocation, limit: Duration = .seconds(300)
  ) -> Command {
    var variables = Git.environment
    variables.merge([
      "GIT_DIR": repository, "HOME": folder, "XDG_CONFIG_HOME": folder, "GIT_CONFIG_GLOBAL": "/dev/null",
      "GIT_CONFIG_NOSYSTEM": "1", "GIT_ATTR_NOSYSTEM": "1", "GIT_NO_REPLACE_OBJECTS": "1", "GIT_NO_LAZY_FETCH": "1",
      "GIT_ALLOW_PROTOCOL": "file:git", "GIT_ALLOC_LIMIT": allocating,
    ]) { $1 }
    if writingToClone { variables["GIT_OBJECT_DIRECTORY"] = objects }
    var command = Command(
      "git", ["-c", "gc.auto=0", "-c", "maintenance.auto=false"] + arguments, input: input, directory: folder,
      environment: variables, limit: limit)
    // Variables of the caller's that change what git reads (git(1), git-config(1)) are many.
    command.inheritance = .basics
    return command
  }

  /// Runs git; its end, however it was, is the result. Throws `StopRequested`, and KB-M007 for want of room.
  package func result(_ command: Command) throws -> CommandResult {
    let result = try effects.run(command)
    if result.end == .stopped { throw StopRequested() }
    if !result.succeeded, let full = Git.diskFull(result, at: folder) { throw full }
    return result
  }
}

extension Command {
  /// The same command whose files, and those of its children, grow to so many bytes at most: a longer write ends the
  /// writer (setrlimit(2), RLIMIT_FSIZE). With `output`, what it prints goes into that file. A shell sets both; the limit
  /// of `ulimit -f` counts blocks of 512 bytes (POSIX).
  package func boundingFiles(to bytes: Int, output: String? = nil) -> Command {
    let redirect = output == nil ? "" : " && exec >\"$1\" && shift"
    var command = self
    command.program = "/bin/sh"
    command.arguments =
      ["-c", "ulimit -c 0; ulimit -f \"$0\"\(redirect) && exec \"$@\"", "\((bytes + 511) / 512)"]
      + (output.map { [$0] } ?? []) + [program] + arguments
    return command
  }
}
