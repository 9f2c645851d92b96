/// What `kb doctor --smoke` tries in a sandbox, in this order. The raw values are for programs and stay.
enum SmokeRow: String, CaseIterable, Encodable, Sendable {
  case setup, create, answer, clone, arguments
  case input = "standard-input"
  case output
  case status = "exit-status"
  case environment, workspace, commit
  case remote = "fetch-remote"
  case bundle = "fetch-bundle"
  case restart
  case forgeRead = "github-read"
  case forgeWrite = "github-write"
  case agent, session
  case removal = "remove"
  case traces

  /// Rows that must be well for this one to say anything.
  var needs: [SmokeRow] {
    switch self {
    case .setup, .removal: []
    case .create: [.setup]
    case .answer: [.create]
    case .clone, .arguments, .input, .output, .status, .environment, .restart, .forgeRead, .forgeWrite, .agent:
      [.answer]
    case .workspace: [.clone]
    case .commit: [.workspace]
    case .remote, .bundle: [.commit]
    case .session: [.agent, .input]
    case .traces: [.removal]
    }
  }

  /// What is being done while it lasts.
  var doing: String {
    switch self {
    case .setup: "looking at programs, login, policy and template"
    case .create: "creating a sandbox; a template's first one takes minutes"
    case .answer: "running a first command inside"
    case .clone: "comparing the clone"
    case .arguments: "passing arguments"
    case .input: "passing standard input"
    case .output: "reading 1 MiB of output"
    case .status: "comparing exit statuses"
    case .environment: "looking at the environment inside"
    case .workspace: "making the clone ready for an issue"
    case .commit: "committing inside"
    case .remote: "fetching a commit by the sandbox's remote"
    case .bundle: "fetching a commit as a bundle"
    case .restart: "stopping and starting the sandbox"
    case .forgeRead: "reading GitHub from inside"
    case .forgeWrite: "looking whether GitHub can be written from inside"
    case .agent: "asking the agent for its version"
    case .session: "running one session of the agent"
    case .removal: "removing the sandbox"
    case .traces: "looking whether anything is left"
    }
  }
}

/// How one row came out.
struct SmokeFinding: Equatable, Encodable, Sendable {
  enum Grade: String, Encodable, Sendable {
    case ok, broken
    /// Not tried, or tried and nobody can know.
    case skipped
  }

  var row: SmokeRow
  var grade: Grade
  /// What it took, with a fraction; 0 where it was not tried.
  var seconds: Double
  /// One line, without a period at its end.
  var text: String
  /// `KB-…` of a broken row.
  var code: String?
  /// What mends a broken row, or what would try a skipped one.
  var fix: String?
  /// More than the one line: what a program said.
  var why: String?
  /// Of a skipped row, the broken or skipped one that it needs; nil where it was left out for a reason of its own.
  var missing: SmokeRow?

  private enum CodingKeys: String, CodingKey { case row, grade, seconds, text, code, fix, why }
}

/// Thrown by a trial that can't be made here, or whose answer nobody can know.
struct SmokeSkip: Error, Equatable {
  var text: String
  var fix: String?
}
