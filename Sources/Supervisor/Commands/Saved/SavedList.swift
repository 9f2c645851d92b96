import KBDomain
import KBRepository
import KBSystem
import KBText

/// What `kb saved` prints.
struct SavedList: Encodable, Equatable, Sendable {
  /// Saved work of one repository.
  struct Repository: Encodable, Equatable, Sendable {
    var repository: RepositoryIdentity
    /// Top folder of its Factory Clone.
    var clone: String
    var saved: [SavedWork]
  }

  var repositories: [Repository]

  /// Reads it from these Factory Clones; of one PRD where `prd` names one. Throws KB-R005.
  init(_ places: [FactoryCloneFolder.Place], of prd: Int?, effects: any Effects) throws {
    repositories = try places.compactMap { place in
      let saved = try SavedWork.all(in: Git(place.path, effects: effects)).filter { prd == nil || $0.prd == prd }
      return saved.isEmpty ? nil : Repository(repository: place.repository, clone: place.path, saved: saved)
    }
  }

  /// One line for each, safe to print.
  var lines: [String] {
    repositories.flatMap { item in
      ["\(item.repository)"] + item.saved.map { "  \(Self.line($0))" }
        + ["  kb saved N shows it, and says the command that brings it into your clone"]
    }.map(SafeText.line)
  }

  /// Everything about the work of one PRD, safe to print.
  func details(_ prd: Int, effects: any Effects) throws -> [String] {
    try repositories.flatMap { item -> [String] in
      let git = Git(item.clone, effects: effects)
      let parts = try item.saved.flatMap { work in
        // Changes since it left the base branch, by name and number alone.
        let stat = try git.result([
          "diff", "--no-ext-diff", "--no-textconv", "--no-color", "--stat=100", "HEAD...\(work.commit)",
        ])
        let changes = stat.output.split(separator: "\n").suffix(40).map { "   \($0)" }
        return ["  \(Self.line(work))", "    \(work.ref)"] + changes
      }
      return ["\(item.repository) #\(prd)"] + parts
        + ["  in your clone: \(SavedWork.fetchCommand(prd: prd, from: item.clone))"]
    }.map(SafeText.line)
  }

  private static func line(_ work: SavedWork) -> String {
    let issue = work.issue.map { "  issue #\($0)" } ?? ""
    return "#\(work.prd)  \(TimeText.day(work.savedAt))  \(work.commit.prefix(10))\(issue)  \(work.subject)"
      + (work.isMerged ? "  (merged)" : "")
  }
}
