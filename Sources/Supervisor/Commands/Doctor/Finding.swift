import KBDomain
import KBFailures
import KBRepository
import KBSystem
import KBText

/// What `kb doctor` looks at, in the order in which it tells. The raw values are for programs and stay.
enum DoctorCheck: String, CaseIterable, Encodable, Sendable {
  case git, repository, configuration, trust, identity
  case state = "state-directory"
  case worker = "kb-worker"
  case gh, account, scopes, clock, forge, labels
  case baseBranch = "base-branch"
  case agent, virtualization, sandbox
  case sandboxLogin = "sandbox-login"
  case networkPolicy = "network-policy"
  case template
  case agentSecret = "agent-secret"
  case forgeSecret = "github-secret"
  case agentForwarding = "ssh-agent"
  case docker, disk, memory, processors
  case factoryClones = "factory-clones"
  case usageLimit = "usage-limit"
}

/// One line of `kb doctor`.
struct Finding: Equatable, Encodable, Sendable {
  enum Grade: String, Encodable, Sendable {
    case ok, warning
    /// A run could not start, or no session in it.
    case broken
  }

  var check: DoctorCheck
  var grade: Grade
  /// One line, without a period at its end.
  var text: String
  /// `KB-…`; nil where a run would not fail with one.
  var code: String?
  /// What mends it: a command where there is one; nil where all is well.
  var fix: String?
  /// `owner/name` where it is about one of several repositories, whose name the text begins with; else nil.
  var repository: String?

  static func ok(_ check: DoctorCheck, _ text: String) -> Finding {
    Finding(check: check, grade: .ok, text: text)
  }

  static func warning(_ check: DoctorCheck, _ text: String, fix: String) -> Finding {
    Finding(check: check, grade: .warning, text: text, fix: fix)
  }

  /// Failures with many causes: the first line that says why is told with them, of values that are not trusted each.
  private static let manyCauses: Set<FailureCode> = [
    .sandboxFailed, .sandboxListUnreadable, .gitFailed, .originUnreachable, .originRefused, .cannotStart,
    .forgeUnavailable, .forgeAnswerUnreadable, .unforeseen, .configurationNotTrusted,
  ]

  /// The words of the failure that a run ends with.
  init(_ check: DoctorCheck, _ failure: ExpectedFailure, grade: Grade = .broken) {
    let causes = Self.manyCauses.contains(failure.code) ? failure.why?.split(whereSeparator: \.isNewline) ?? [] : []
    let why = causes.prefix(failure.code == .configurationNotTrusted ? .max : 1).map { Self.line(String($0)) }
    let text = Self.line(failure.what) + (why.isEmpty ? "" : ": \(why.joined(separator: "; "))")
    self.init(check: check, grade: grade, text: text, code: failure.code.rawValue, fix: failure.fix)
  }

  init(check: DoctorCheck, grade: Grade, text: String, code: String? = nil, fix: String? = nil) {
    self.check = check
    self.grade = grade
    self.text = SafeText.line(text)
    self.code = code
    self.fix = fix.map(SafeText.line)
  }

  /// What `body` finds, or the failure that it throws.
  static func of(_ check: DoctorCheck, _ body: () throws(ExpectedFailure) -> Finding) -> Finding {
    do {
      return try body()
    } catch {
      return Finding(check, error)
    }
  }

  private static func line(_ text: String) -> String { text.hasSuffix(".") ? String(text.dropLast()) : text }
}

extension [Finding] {
  /// What `body` returns; nil where it throws a failure, which becomes a finding. An order to stop is passed on.
  mutating func catching<Value>(_ check: DoctorCheck, _ body: () throws -> Value) throws -> Value? {
    do {
      return try body()
    } catch let failure as ExpectedFailure {
      append(Finding(check, failure))
      return nil
    }
  }

  /// The same, each about a repository that is one of several.
  func naming(_ repository: RepositoryIdentity) -> [Finding] {
    map { finding in
      var named = finding
      let start = "\(repository.fullName): "
      named.text = finding.text.hasPrefix(start) ? finding.text : start + finding.text
      named.repository = repository.fullName
      return named
    }
  }
}

/// What a program answered, or why it could not be asked.
typealias Answer = Result<CommandResult, ExpectedFailure>

extension Answer {
  /// The same; where the program is missing, the remedy says where people read how it is installed.
  func of(_ program: String, from home: String) -> Answer {
    if case .failure(let failure) = self, failure.code == .programMissing {
      return .failure(.programMissing(program, home: home))
    }
    return self
  }

  /// The result of a program that ended well. Throws KB-M002 where it did not.
  func output(of program: String) throws(ExpectedFailure) -> String {
    let result = try get()
    switch result.end {
    case .exited(.success): return result.output
    case .exited, .outOfTime, .silent, .flooded, .stopped: throw .programFailed(program, why: Git.reason(result))
    }
  }
}
