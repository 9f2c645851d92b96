import Shared

/// What the answers of Docker Sandboxes mean for one agent. Pure.
struct SandboxJudge {
  /// One answer for each question that is asked.
  struct Answers {
    var version: Answer
    var diagnosis: Answer
    var policy: Answer
    var templates: Answer
    var secrets: Answer
  }

  let agent: AgentName
  let template: String

  /// Where the program itself does not answer, nothing else is said of it.
  func findings(_ answers: Answers) -> [Finding] {
    let first = version(answers.version)
    if first.grade == .broken { return [first] }
    return [first] + login(answers.diagnosis) + [policy(answers.policy), self.template(answers.templates)]
      + secrets(answers.secrets)
  }

  private func version(_ answer: Answer) -> Finding {
    .of(.sandbox) { () throws(ExpectedFailure) in
      guard let version = try SbxSetup.version(try answer.of(Sbx.program, from: Sbx.home).get()) else {
        return .warning(.sandbox, "\(Sbx.program) does not tell its version", fix: "\(Sbx.program) version")
      }
      if let warning = try SbxTraps.warning(about: version) {
        return .warning(.sandbox, warning, fix: SbxTraps.upgrade)
      }
      return .ok(.sandbox, "\(Sbx.program) \(version)")
    }
  }

  private func login(_ answer: Answer) -> [Finding] {
    do {
      let problems = try SbxSetup.problems(try answer.get())
      let fix = "\(Sbx.program) diagnose"
      return [.ok(.sandboxLogin, "\(Sbx.program) is logged in")]
        + problems.map { .warning(.sandbox, "\(Sbx.program) diagnose: \($0)", fix: fix) }
    } catch {
      return [Finding(.sandboxLogin, error)]
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
    let secrets: Set<String>
    do {
      secrets = try SbxSetup.secrets(try answer.get())
    } catch {
      return [Finding(.agentSecret, error, grade: .warning)]
    }
    let service = agent.secretService
    let own: Finding =
      secrets.contains(service)
      ? .ok(.agentSecret, "sandboxes have a credential for \(agent.rawValue) (\(service))")
      : Finding(.agentSecret, .agentNotAuthenticated(agent, why: "there is no secret \(service)"))
    let forge: Finding =
      secrets.contains("github")
      ? .ok(.forgeSecret, "sandboxes have a github secret")
      : .warning(
        .forgeSecret, "sandboxes have no github secret: agents can't read private repositories",
        fix: "\(Sbx.program) secret set github   (a token that only reads)")
    return [own, forge]
  }
}
