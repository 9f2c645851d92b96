import KBFailures
import KBSystem

/// Why git does not open the clone that `kb` was started in, and what mends that. Pure but for `hasGitFolder`, which is
/// asked where git finds no repository at all.
///
/// Sources of the texts: git's setup.c (ownership, formats, files named .git), config.c, wrapper.c; Apple's xcrun.
enum CloneTrouble {
  /// KB-R001 where there is no repository, else KB-R015. `words` are git's own; `hasGitFolder` tells whether `.git` lies
  /// in the folder or above it.
  static func failure(in directory: String, words: String, hasGitFolder: () -> String?) -> ExpectedFailure {
    let text = words.lowercased()
    if let row = rows.first(where: { $0.signs.contains(where: text.contains) }) {
      return .cloneUnusable(directory, why: words, fix: row.fix(directory))
    }
    guard text.contains("not a git repository") else {
      return .cloneUnusable(
        directory, why: words, fix: "correct what git names; git -C \(typed(directory)) status shows it too")
    }
    guard let folder = hasGitFolder() else { return .notARepository(directory) }
    return .cloneUnusable(
      directory, why: "\(words)\nbut there is \(folder)",
      fix: "check whether you may read it and whether it is complete: ls -l \(typed(folder)); if not, clone again")
  }

  /// KB-R015 for a clone that git opened when the run began. As for `failure`; `gitFolder` is nil where it is gone.
  static func failureLater(in checkout: String, words: String, gitFolder: String?) -> ExpectedFailure {
    let failure = failure(in: checkout, words: words) { gitFolder }
    guard failure.code == .notARepository else { return failure }
    return .cloneUnusable(checkout, why: words, fix: "its folder .git is gone: put it back, or clone again")
  }

  /// Whether words of a git that talked to another repository may be about the clone instead: worth a look at it.
  /// `ls-remote origin` takes a name for a folder where it finds no clone.
  static func isPossible(_ words: String) -> Bool {
    let text = words.lowercased()
    return text.contains("'origin' does not appear to be a git repository") || text.contains("not a git repository")
      || text.contains("unable to access '.git") || rows.prefix(2).contains { $0.signs.contains(where: text.contains) }
      || text.contains("expected git repo version") || text.contains("unknown repository extension")
  }

  /// Whether git's words say that the clone is another user's.
  static func isOwnership(_ words: String) -> Bool { rows[0].signs.contains(where: words.lowercased().contains) }

  private struct Row: Sendable {
    let signs: [String]
    let fix: @Sendable (String) -> String
  }

  private static let rows = [
    // Before git 2.35.3: "unsafe repository ('…' is owned by someone else)".
    Row(signs: ["dubious ownership", "unsafe repository ("]) {
      "if you trust it: git config --global --add safe.directory \(typed($0)), or make it yours with chown"
    },
    Row(signs: ["bad config line", "bad numeric config", "bad boolean config", "bad config value", "invalid key: "]) {
      _ in "correct the line that git names, in an editor"
    },
    Row(signs: ["permission denied"]) { _ in "you may not read what git names: chmod or chown it" },
    Row(signs: [
      "unknown repository extension", "expected git repo version", "unknown option", "unsupported ref storage",
    ]) { _ in "the clone needs a newer git: git --version, then upgrade it" },
    Row(signs: ["must be run in a work tree"]) { _ in "cd into a clone that has its files, outside of .git" },
    Row(signs: ["invalid gitfile", "(null)", "points nowhere", ".git/worktrees/", ".git/modules/"]) {
      _ in "the folder was moved or its main clone is gone: git worktree repair in the main clone"
    },
    Row(signs: ["xcode", "xcrun", "active developer path"]) {
      _ in "xcode-select --install, or sudo xcodebuild -license accept"
    },
    Row(signs: ["unable to read current working directory", "unable to get current working directory"]) {
      _ in "the folder is gone: cd into your clone"
    },
  ]

  private static func typed(_ path: String) -> String { Command(path, []).typed }
}
