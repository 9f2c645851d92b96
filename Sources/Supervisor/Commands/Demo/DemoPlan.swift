/// The six PRDs of `kb demo` and their issues, with what the scripted agent does for each.
enum DemoPlan {
  /// A PRD or one of its issues, as a file of the local forge.
  struct Issue {
    let number: Int
    let title: String
    /// nil for a PRD.
    var parent: Int?
    var isForPeople = false
    var blockedBy: Int?
    let body: String

    var fileName: String {
      let slug = title.lowercased().split { !$0.isLetter && !$0.isNumber }.joined(separator: "-")
      return "\(number)-\(slug).md"
    }

    var text: String {
      var header = ["title: \(title)"]
      if let parent {
        header += [
          "labels: PRD-sub-issue, \(isForPeople ? "ready-for-human" : "ready-for-agent")", "parent: \(parent)",
        ]
      } else {
        header.append("labels: PRD, ready-for-agent")
      }
      if let blockedBy { header.append("blocked-by: \(blockedBy)") }
      return "---\n\(header.joined(separator: "\n"))\n---\n\n\(body)\n"
    }
  }

  /// How each PRD ends, by number.
  static let outcomes = [
    1: "delivered", 6: "paused", 11: "delivered", 15: "blocked", 18: "failed", 22: "delivered",
  ]
  static let outcomesText = "3 delivered, 1 paused, 1 blocked and 1 failed"

  static let issues: [Issue] = [
    Issue(number: 1, title: "Import rows from CSV", body: "People can load their data from a spreadsheet."),
    agent(2, "Parse CSV rows", of: 1, file: "parse.txt"),
    agent(3, "Validate import rows", of: 1, file: "validate.txt"),
    agent(4, "Report rejected rows", of: 1, file: "report.txt"),

    Issue(number: 6, title: "Retention of old data", body: "Old rows are deleted after a while."),
    agent(7, "Mark old rows", of: 6, file: "mark.txt"),
    Issue(
      number: 8, title: "Choose the retention period", parent: 6, isForPeople: true,
      body: "Legal must say how long rows are kept. No agent can decide this."),
    agent(9, "Delete rows after the period", of: 6, file: "delete.txt"),

    Issue(number: 11, title: "CSV exporter", body: "What was imported can be exported again."),
    agent(12, "Write CSV rows", of: 11, file: "export.txt"),
    agent(13, "Quote special characters", of: 11, file: "quote.txt"),

    Issue(number: 15, title: "Mail reports", body: "Reports are sent by mail when the retention period is known."),
    Issue(
      number: 16, title: "Send the retention report", parent: 15, blockedBy: 8,
      body: "demo: write mail.txt sends the report"),

    Issue(number: 18, title: "Search page", body: "Rows can be found by a word."),
    agent(19, "Index rows", of: 18, file: "index.txt"),
    Issue(
      number: 20, title: "Rank results", parent: 18,
      body: "The demo's agent is told to fail here.\n\ndemo: run make ranking\ndemo: fail now"),

    Issue(number: 22, title: "Rate limit per key", body: "One client can't slow down the others."),
    agent(23, "Count requests per key", of: 22, file: "limit.txt"),
    agent(24, "Answer 429 over the limit", of: 22, file: "answer.txt"),
  ]

  private static func agent(_ number: Int, _ title: String, of prd: Int, file: String) -> Issue {
    Issue(
      number: number, title: title, parent: prd,
      body: "\(title), with a test.\n\ndemo: run make \(file)\ndemo: write \(file) \(title)\ndemo: run make test")
  }
}
