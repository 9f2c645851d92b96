/// A title in a commit message or as a pull request's title. It is data: nothing in it may make git, the forge or its CI
/// do something. It reads as it did; invisible joiners break what would act.
package enum TitleText {
  /// One line without control characters, in which nothing calls people, names an issue, or steers CI. It has at most
  /// `limit` Unicode scalars.
  package static func plain(_ title: String, limit: Int = 1000) -> String {
    let line = inert(withoutReferences(MarkdownText.plainLine(title)))
    // Within quotes it is no line of its own kind.
    let safe = isCommand(line) ? "\"\(line)\"" : line
    return safe.unicodeScalars.count <= limit ? safe : String(safe.unicodeScalars.prefix(limit - 1)) + "…"
  }

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
  /// So it is every `skip` and `no` within brackets, joined to another word, or next to a word for CI.
  package static func inert(_ line: String) -> String {
    let pieces = pieces(of: line)
    var depth = 0
    return pieces.indices.map { index in
      let piece = pieces[index]
      if piece == "[" { depth += 1 } else if piece == "]" { depth = max(0, depth - 1) }
      let isNear = isForCI(pieces[..<index].reversed()) || isForCI(pieces[(index + 1)...])
      return steers(piece, isMeant: depth > 0 || isNear) ? broken(piece) : String(piece)
    }.joined()
  }

  /// Whether a line would be more than text in a commit message: a trailer that tools act upon
  /// (https://git-scm.com/docs/git-interpret-trailers), what `git rebase --autosquash` looks for
  /// (https://git-scm.com/docs/git-rebase#Documentation/git-rebase.txt---autosquash), or krutrimbox's own footer.
  package static func isCommand(_ line: String) -> Bool {
    let text = String(line.unicodeScalars.filter { $0 != MarkdownText.joiner.unicodeScalars.first })
    if ["fixup!", "squash!", "amend!"].contains(where: text.lowercased().hasPrefix) { return true }
    if !IssueReferenceFooter.numbers(in: text).isEmpty { return true }
    guard let colon = text.firstIndex(of: ":") else { return false }
    let token = text[..<colon].trimming { $0 == " " }.lowercased()
    return trailers.contains(token) || token.hasSuffix("-by") && token.allSatisfy { $0 == "-" || $0.isLetter }
  }

  /// Beside all that end in `-by`: Gerrit's, release tools', GitLab's and GitHub's.
  private static let trailers: Set = [
    "skip-checks", "change-id", "release-as", "breaking change", "breaking-change", "changelog",
  ]

  /// `#9`, `GH-9`, `@bob` and the addresses of issues, which close, refer or call: without their meaning.
  /// https://docs.github.com/en/issues/tracking-your-work-with-issues/linking-a-pull-request-to-an-issue
  static func withoutReferences(_ text: String) -> String {
    var safe = ""
    var rest = text[...]
    while let first = rest.first {
      let next = rest.dropFirst()
      let isMark = "#@".contains(first) && next.first.map { $0.isLetter || $0.isNumber } ?? false
      let mark = isMark ? String(first) : marks.first { rest.prefix(16).lowercased().hasPrefix($0) } ?? ""
      safe += mark.isEmpty ? String(first) : rest.prefix(mark.count) + MarkdownText.joiner
      rest = rest.dropFirst(max(1, mark.count))
    }
    return safe
  }

  private static let marks = ["gh-", "/issues/", "/pull/", "/work_items/", "/merge_requests/"]

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
      if ["skip", "no"].contains(where: rest.prefix(4).lowercased().hasPrefix) { safe += MarkdownText.joiner }
      rest = rest.dropFirst()
    }
    return safe
  }
}
