/// Words that switch CI off where they stand in a commit's message or a pull request's title.
package enum SkipWords {
  /// Breaks what switches CI off, in any case and order:
  /// - GitHub Actions: `[skip ci]`, `[ci skip]`, `[no ci]`, `[skip actions]`, `[actions skip]`, `skip-checks: true`
  ///   (https://docs.github.com/en/actions/managing-workflow-runs/skipping-workflow-runs).
  /// - Azure Pipelines: also `[skip azurepipelines]`, `[skip azpipelines]`, `[skip azp]`, `***NO_CI***`
  ///   (https://learn.microsoft.com/en-us/azure/devops/pipelines/repos/azure-repos-git#skipping-ci-for-individual-pushes).
  /// - GitLab (https://docs.gitlab.com/ci/pipelines/#skip-a-pipeline), Bitbucket, CircleCI, Semaphore
  ///   (https://docs.semaphoreci.com/essentials/skip-building-some-commits-with-ci-skip/), Drone
  ///   (https://docs.drone.io/pipeline/skipping): `[ci skip]`, `[skip ci]`; Vela also `***no_ci***`
  ///   (https://go-vela.github.io/docs/usage/skipping_build/).
  /// - `[skip travis]`, `[skip appveyor]`, `[skip netlify]`, `[CF-Pages-Skip]`, `[skip-cd]`, `[skipRun]`, and without
  ///   brackets Codeship's `--skip-ci` and `--ci-skip` (a list of many: https://github.com/srz-zumix/ci-skip).
  /// - Workflows of people's own, which often look for `skip ci` without brackets.
  ///
  /// - `skip-checks: true` at the end of a message and `[skip ci]` count on GitHub in a squashed pull request's body, too.
  ///
  /// So it is every `skip` and `no` within brackets, joined to another word, or next to a word for CI.
  package static func inert(_ line: String) -> String {
    guard mayHold(line) else { return line }
    let pieces = pieces(of: line)
    var depth = 0
    return pieces.indices.map { index in
      let piece = pieces[index]
      if piece == "[" { depth += 1 } else if piece == "]" { depth = max(0, depth - 1) }
      guard mayHold(piece) else { return String(piece) }
      let isNear = isForCI(pieces[..<index].reversed()) || isForCI(pieces[(index + 1)...])
      return steers(piece, isMeant: depth > 0 || isNear) ? broken(piece) : String(piece)
    }.joined()
  }

  /// Whether `skip` or `no` is in it.
  private static func mayHold(_ text: some StringProtocol) -> Bool {
    var last: UInt8 = 0
    for byte in text.utf8 {
      let small = byte | 0x20
      if last == UInt8(ascii: "s"), small == UInt8(ascii: "k") { return true }
      if last == UInt8(ascii: "n"), small == UInt8(ascii: "o") { return true }
      last = small
    }
    return false
  }

  /// Words, and each other character for itself.
  private static func pieces(of line: String) -> [Substring] {
    var pieces: [Substring] = []
    var rest = line[...]
    while !rest.isEmpty {
      let word = rest.prefix { $0.isLetter || $0.isNumber || "-_".contains($0) }
      pieces.append(rest.prefix(max(1, word.count)))
      rest = rest.dropFirst(max(1, word.count))
    }
    return pieces
  }

  /// Whether the next word is one for CI, or runs into one.
  private static func isForCI(_ pieces: some Sequence<Substring>) -> Bool {
    let word = pieces.first { $0 != " " && $0 != ":" }?.lowercased() ?? ""
    return word.hasPrefix("ci") || word.hasSuffix("ci") || nouns.contains(word)
  }

  private static let nouns: Set = [
    "cd", "action", "actions", "build", "builds", "deploy", "check", "checks", "pipeline", "pipelines", "workflow",
    "workflows", "test", "tests", "release",
  ]

  private static func steers(_ word: Substring, isMeant: Bool) -> Bool {
    let lower = word.lowercased()
    let parts = lower.split { "-_".contains($0) }
    let isJoined = parts.count > 1 || lower.hasPrefix("--")
    let isNo = parts.contains("no") || isMeant && lower.hasSuffix("no")
    return (isMeant || isJoined) && (lower.contains("skip") || isNo)
  }

  /// With a joiner within `skip` and `no`, where no pattern for what is between words reaches over it.
  private static func broken(_ word: Substring) -> String {
    var safe = ""
    var rest = word
    while let first = rest.first {
      safe.append(first)
      if ["skip", "no"].contains(where: rest.prefix(4).lowercased().hasPrefix) { safe += References.joiner }
      rest = rest.dropFirst()
    }
    return safe
  }
}
