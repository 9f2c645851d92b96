import KBDomain
import KBFailures
import KBSystem

/// What the answers of Docker Sandboxes mean for one agent. Pure.
struct SandboxJudge {
  /// One answer for each question that is asked.
  struct Answers {
    var version: Answer
    var diagnosis: Answer
    var policy: Answer
    var templates: Answer
    var secrets: Answer
    /// nil where the version does not know the setting.
    var forwarding: Answer?
  }

  let agent: AgentName
  let template: String
  let version: SbxVersion

  /// `answer` is that of `Sbx.version`; a program that does not tell its version, or none, has an unknown one.
  static func version(_ answer: Answer) -> SbxVersion { SbxVersion(printed: (try? answer.get())?.output ?? "") }

  /// Where the program itself does not answer, or its daemon would answer nothing, nothing else is said of it.
  func findings(_ answers: Answers) -> [Finding] {
    let first = version(answers.version)
    if first.grade == .broken, version.number == nil { return [first] }
    let login = login(answers.diagnosis)
    if let outdated = login.first(where: { $0.code == FailureCode.sandboxDaemonOutdated.rawValue }) {
      return [outdated]
    }
    return [first] + login + [policy(answers.policy), self.template(answers.templates)]
      + secrets(answers.secrets) + forwarding(answers.forwarding)
  }

  private func version(_ answer: Answer) -> Finding {
    .of(.sandbox) { () throws(ExpectedFailure) in
      guard let number = try SbxSetup.version(try answer.of(Sbx.program, from: Sbx.home).get()).number else {
        return .warning(.sandbox, "\(Sbx.program) does not tell its version", fix: "\(Sbx.program) version")
      }
      if let warning = version.warning { return .warning(.sandbox, warning, fix: SbxVersion.upgrade) }
      return .ok(.sandbox, "\(Sbx.program) \(number)")
    }
  }

  private func login(_ answer: Answer) -> [Finding] {
    do {
      let problems = try SbxSetup.problems(try answer.get())
      let fix = "\(Sbx.program) diagnose"
      return [.ok(.sandboxLogin, "\(Sbx.program) is logged in")]
        + problems.map { .warning(.sandbox, "\(Sbx.program) diagnose: \($0)", fix: fix) }
    } catch {
      return [Finding(error.code == .sandboxDaemonOutdated ? .sandbox : .sandboxLogin, error)]
    }
  }

  private func policy(_ answer: Answer) -> Finding {
    .of(.networkPolicy) { () throws(ExpectedFailure) in
      try SbxSetup.requirePolicy(try answer.get())
      return .ok(.networkPolicy, "network policy is set")
    }
  }

  private func template(_ answer: Answer) -> Finding {
    .of(.template) { () throws(ExpectedFailure) in
      try SbxSetup.requireTemplate(template, in: try answer.get())
      return .ok(.template, "template \(template) \(SbxSetup.isPulled(template) ? "is pulled at first use" : "loaded")")
    }
  }

  private func secrets(_ answer: Answer) -> [Finding] {
    let stored: Set<String>
    do {
      stored = try SbxSetup.secrets(try answer.get()).services
    } catch {
      return [Finding(.agentSecret, error, grade: .warning)]
    }
    let forge: Finding =
      stored.contains("github")
      ? .ok(.forgeSecret, "sandboxes have a github secret")
      : .warning(
        .forgeSecret, "sandboxes have no github secret: agents can't read private repositories",
        fix: "\(version.storeSecret("github"))   (a token that only reads)")
    return [ownSecret(stored), forge]
  }

  /// krutrimbox's own templates hold no login. Another one may, and then a missing secret is no trouble.
  private func ownSecret(_ stored: Set<String>) -> Finding {
    let service = agent.secretService
    if stored.contains(service) {
      return .ok(.agentSecret, "sandboxes have a credential for \(agent.rawValue) (\(service))")
    }
    let failure = ExpectedFailure.agentNotAuthenticated(agent, why: "there is no secret \(service)")
    guard SandboxTemplate(agent).reference == ImageName(template).description else {
      return .warning(
        .agentSecret, "sandboxes have no secret \(service): the template has to hold a login of \(agent.rawValue)",
        fix: "if it does not, \(version.logIn(agent))")
    }
    var finding = Finding(.agentSecret, failure)
    finding.fix = version.logIn(agent)
    return finding
  }

  /// krutrimbox withholds the agent's socket. Whoever joins a sandbox from another shell, and a daemon that was started
  /// there, pass it on.
  private func forwarding(_ answer: Answer?) -> [Finding] {
    guard let answer, case .success(let result) = answer, let forwards = SbxSetup.forwardsAgent(result) else {
      return []
    }
    return [
      forwards
        ? .warning(
          .agentForwarding,
          "\(Sbx.program) may forward your SSH agent into sandboxes: with it an agent session could push",
          fix: SbxVersion.stopForwarding)
        : .ok(.agentForwarding, "\(Sbx.program) forwards no SSH agent into sandboxes")
    ]
  }

  /// Docker makes templates; where the template is there, it is not needed.
  static func docker(_ answer: Answer, needsTemplate: Bool) -> Finding {
    let isUp = if case .success(let result) = answer { result.succeeded } else { false }
    if isUp { return .ok(.docker, "docker answers") }
    let text = "docker does not answer; only kb template build and prepare need it"
    return needsTemplate ? .warning(.docker, text, fix: "start docker") : .ok(.docker, text)
  }
}
