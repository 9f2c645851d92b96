import KBSystem

/// Tells a check whose program is not in the sandbox from one that is red: no agent can mend the first. Pure.
enum MissingProgram {
  /// The program that a check could not start. nil where it was there, where its path may lie in the repository and so
  /// be the agent's to mend, and where the end of the command does not tell for certain. `repository` is the clone's top
  /// folder inside the sandbox.
  static func name(_ argv: [String], _ result: CommandResult, repository: String) -> String? {
    guard let program = argv.first, [.exited(.code(value: 126)), .exited(.code(value: 127))].contains(result.end)
    else { return nil }
    let lines = (result.output + "\n" + result.errors).split(whereSeparator: \.isNewline)
    if isOutside(program, repository), lines.contains(where: { isLaunchers($0, about: program) }) { return program }
    guard let word = shellWord(argv), isOutside(word, repository) else { return nil }
    let shell = program.split(separator: "/").last.map(String.init) ?? program
    return lines.contains { isShells($0, shell, about: word) } ? word : nil
  }

  /// A bare name is looked up in `PATH`; of paths, only one that leads elsewhere for certain counts.
  private static func isOutside(_ program: String, _ repository: String) -> Bool {
    if !program.contains("/") { return !program.isEmpty }
    return program.hasPrefix("/") && !program.hasPrefix(repository + "/") && !program.contains("/..")
  }

  /// What a container's runtime, or `env`, says of a program that it can't start.
  private static func isLaunchers(_ line: Substring, about program: String) -> Bool {
    if line.contains("exec: \"\(program)\": executable file not found in $PATH") { return true }
    if line.contains("exec: \"\(program)\": stat \(program): no such file or directory") { return true }
    guard let words = line.firstRange(of: "env: ").map({ line[$0.upperBound...] }) else { return false }
    let isOwn = line.hasPrefix("env: ") || line.hasPrefix("/usr/bin/env: ")
    return isOwn
      && ["‘\(program)’: ", "'\(program)': ", "\(program): ", "can't execute '\(program)': "]
        .contains { words == $0 + "No such file or directory" }
  }

  /// The first word of what a shell is given as text, where it is plain.
  private static func shellWord(_ argv: [String]) -> String? {
    guard let shell = argv.first?.split(separator: "/").last, ["sh", "bash", "dash", "ash", "zsh"].contains(shell),
      let option = argv.dropFirst().firstIndex(where: { !$0.hasPrefix("-") || $0.contains("c") }),
      argv[option].hasPrefix("-"), !argv[option].hasPrefix("--"), option + 1 < argv.count,
      let word = argv[option + 1].split(whereSeparator: \.isWhitespace).first
    else { return nil }
    let isPlain = word.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "-_./+".contains($0)) }
    return isPlain ? String(word) : nil
  }

  /// `sh: 1: tool: not found`, `bash: line 1: tool: command not found`, `zsh:1: command not found: tool`. A script that
  /// the check calls is named by its own path there.
  private static func isShells(_ line: Substring, _ shell: String, about word: String) -> Bool {
    let parts = line.split(separator: ":").map { $0.drop { $0 == " " } }
    guard parts.count >= 3, parts.first?.split(separator: "/").last.map(String.init) == shell else { return false }
    let ending = parts.suffix(2).map(String.init)
    let isAtOnce = parts.count == 3 || (parts.count == 4 && ["1", "line 1"].contains(String(parts[1])))
    return isAtOnce
      && ([[word, "not found"], [word, "command not found"], [word, "No such file or directory"]].contains(ending)
        || ending == ["command not found", word])
  }
}
