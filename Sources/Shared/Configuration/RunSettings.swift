package import KBDomain
import KBText

/// What a run goes by: the defaults, then `.krutrimbox/config.json`, then the operator's own file, then the environment,
/// then the flags (`RunSettings.resolve`). The Supervisor makes it once and hands it to every Worker, so that a file edited at night changes nothing under a running PRD.
package struct RunSettings: Equatable, Codable, Sendable {
  /// Logins whose PRDs are worked on; empty means the operator alone.
  package var owners: [String] = []
  package var parallel = 1
  package var forge = ForgeName.github
  package var agent = AgentName.codex
  /// nil leaves the choice to the agent.
  package var model: String?
  /// nil leaves the choice to the agent.
  package var effort: String?
  /// nil is the repository's default branch.
  package var baseBranch: String?
  package var closeIssues = CloseIssues.onPublish
  package var templates = Templates()
  package var prompts = Prompts()
  package var verify = Verify()
  package var review = Review()
  package var sandbox = Sandbox()
  package var limits = Limits()
  /// Globs of paths that no agent may change.
  package var protectedPaths: [String] = []
  package var hooks = Hooks()
  /// argv that gets events as JSON on its standard input; empty is none.
  package var notify: [String] = []
  /// What the operator's own file alone may say.
  package var user = User()

  package init() {}

  package enum CloseIssues: String, CaseIterable, Codable, Sendable {
    case onPublish = "on-publish"
    case onMerge = "on-merge"
  }

  /// The repository's own texts, already read; nil is the built-in one.
  package struct Templates: Equatable, Codable, Sendable {
    package var pullRequestBody: String?
    package var hitlPauseComment: String?
    package var afkErrorComment: String?
    package var finalReviewComment: String?
    package var commitMessage: String?
    package init() {}
  }

  /// Text that is added to the built-in prompts, already read.
  package struct Prompts: Equatable, Codable, Sendable {
    package var afkIssue: String?
    package var finalReview: String?
    package init() {}
  }

  package struct Verify: Equatable, Codable, Sendable {
    /// Each is an argv that is run inside the sandbox; all must end with status 0.
    package var commands: [[String]] = []
    /// The longest one command may take.
    package var minutes = 15.0
    /// Fresh sessions that get the failing output, per issue.
    package var repairSessions = 1
    /// Globs of files with tests; nil stands for the conventions of the toolchains.
    package var tests: [String]?
    /// Whether the commands and the final review get a clean sandbox of the commit; nil is no.
    package var fresh: Bool?
    package init() {}

    /// The same with its default.
    package var isFresh: Bool { fresh ?? false }
  }

  package struct Review: Equatable, Codable, Sendable {
    package var agent = Reviewer.same
    /// Sessions that mend what is unmet, until a person says more.
    package var repairRounds = 1
    package init() {}
  }

  /// Who makes the final review.
  package enum Reviewer: String, CaseIterable, Codable, Sendable {
    /// The agent that does the issues.
    case same
    case codex, claude
  }

  /// The agent that makes the final review.
  package var reviewer: AgentName {
    switch review.agent {
    case .same: agent
    case .codex: .codex
    case .claude: .claude
    }
  }

  package struct Sandbox: Equatable, Codable, Sendable {
    package var backend = SandboxName.sbx
    /// nil is the agent's default template.
    package var codexTemplate: String?
    package var claudeTemplate: String?
    package var cpus = 2
    /// In MiB.
    package var memory = 4096
    package var bubblewrap = BubblewrapUse.auto
    package init() {}

    /// The template that was asked for; nil is the agent's default.
    package func template(for agent: AgentName) -> String? {
      switch agent {
      case .codex: codexTemplate
      case .claude: claudeTemplate
      }
    }

    package mutating func setTemplate(_ image: String, for agent: AgentName) {
      switch agent {
      case .codex: codexTemplate = image
      case .claude: claudeTemplate = image
      }
    }
  }

  package struct Limits: Equatable, Codable, Sendable {
    package var agentMinutes = 60.0
    package var stallMinutes = 15.0
    /// Sessions per AFK Issue in one Factory Run, where a failure may be tried again.
    package var attempts = 1
    package var freeDiskGiB = 5.0
    /// Tokens of all sessions of a run after which no other session starts; nil is no such number.
    package var tokenBudget: Int?
    /// Sessions of a PRD over all its runs; nil goes by the number of its issues.
    package var prdSessions: Int?
    /// Tokens of a PRD over all its runs; nil is no such number.
    package var prdTokens: Int?
    /// The least limit of a command of git, gh or sbx; nil leaves each its own.
    package var commandMinutes: Double?
    /// The most that a session, a check or a hook may print, in MiB; nil is 256.
    package var outputMiB: Double?
    package init() {}

    /// `prdSessions` with its default: room for a session, a repair and one more per issue, and for reviews.
    package func sessionsOfPRD(issueCount: Int) -> Int { prdSessions ?? 3 * issueCount + 10 }

    /// `outputMiB` with its default: more than a day of work prints.
    package var sessionOutputMiB: Double { outputMiB ?? 256 }

    /// The same as a duration, for `ProcessRunner.leastLimit`.
    package var leastCommandLimit: Duration? { commandMinutes.map { .minutes($0) } }
  }

  package struct Hooks: Equatable, Codable, Sendable {
    /// Each is an argv that is run inside a sandbox that was just created, in order.
    package var sandboxCreated: [[String]] = []
    package init() {}
  }

  package struct User: Equatable, Codable, Sendable {
    /// `owner/name`, or `host/owner/name`: what `kb run` works on where it is started outside of a clone.
    package var repositories: [String] = []
    /// Absolute path of the folder that Factory Clones are kept in; nil is below the state directory.
    package var factoryClones: String?
    /// Globs of paths that agents may change although they are protected.
    package var allowedPaths: [String] = []
    /// Globs of files that may hold what looks like a key, such as a test's.
    package var allowedKeys: [String] = []
    /// Absolute paths that local sandboxes in bubblewrap see besides the system's, and that they may also write.
    package var readable: [String] = []
    package var writable: [String] = []
    package var gate = Gate()
    package init() {}
  }

  /// The most that one commit may hold on its way out of a sandbox.
  package struct Gate: Equatable, Codable, Sendable {
    /// Changed files.
    package var files = 10_000
    /// New entries of one folder.
    package var folderEntries = 10_000
    /// New content, in MiB.
    package var mebibytes = 256
    package init() {}
  }
}

extension KeyedDecodingContainer {
  /// Settings that an older kb wrote have no such part.
  func decode(_ type: RunSettings.User.Type, forKey key: Key) throws -> RunSettings.User {
    try decodeIfPresent(type, forKey: key) ?? RunSettings.User()
  }

  /// Nor this one.
  func decode(_ type: RunSettings.Review.Type, forKey key: Key) throws -> RunSettings.Review {
    try decodeIfPresent(type, forKey: key) ?? RunSettings.Review()
  }

  /// Nor this one.
  func decode(_ type: BubblewrapUse.Type, forKey key: Key) throws -> BubblewrapUse {
    try decodeIfPresent(type, forKey: key) ?? .auto
  }
}

extension KeyedEncodingContainer {
  /// Left out where it says nothing: an older kb knows no such part.
  mutating func encode(_ user: RunSettings.User, forKey key: Key) throws {
    if user != RunSettings.User() { try encodeIfPresent(Optional(user), forKey: key) }
  }

  /// The same.
  mutating func encode(_ review: RunSettings.Review, forKey key: Key) throws {
    if review != RunSettings.Review() { try encodeIfPresent(Optional(review), forKey: key) }
  }

  /// The same.
  mutating func encode(_ use: BubblewrapUse, forKey key: Key) throws {
    if use != .auto { try encodeIfPresent(Optional(use), forKey: key) }
  }
}
