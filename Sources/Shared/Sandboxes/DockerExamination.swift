package import KBConfiguration
package import KBFailures
package import KBSystem

/// What Docker Sandboxes need of a machine.
extension DockerSandbox {
  /// They have images, and room of their own that grows.
  package static func needs(_ settings: RunSettings.Sandbox) -> SandboxNeeds? {
    SandboxNeeds(cpus: settings.cpus, memory: settings.memory, leastDisk: 10)
  }

  package var program: SandboxProgram? {
    SandboxProgram(name: Sbx.program, question: Sbx.version) { SbxVersion(printed: $0).number }
  }

  package var reasonForNoForgeCredential: String? { nil }

  package var remedyForBrokenSandbox: String { "\(SbxVersion.upgrade), then: kb doctor --smoke" }

  package func remedyForMissingProgram(prd: Int) -> String {
    "add it to the template (Dockerfile.sandbox) or to hooks.sandboxCreated, then: kb clean \(prd) && kb run --prd \(prd)"
  }

  package func ask(_ questions: Inquiry) throws {
    [Sbx.version, Sbx.policyList, Sbx.templateList, SandboxTemplate.dockerVersion].forEach(questions.ask)
    // How the others are asked depends on the version.
    let version = SandboxJudge.version(try questions.answer(to: Sbx.version))
    [Sbx.diagnose(version)[0], Sbx.secretList(version)].forEach(questions.ask)
    if version.knowsAgentForwarding { questions.ask(Sbx.agentForwarding) }
  }

  package func examine(_ settings: RunSettings, _ questions: Inquiry) throws -> [Finding] {
    let template = settings.sandbox.template(for: settings.agent) ?? SandboxTemplate(settings.agent).reference
    let told = try questions.answer(to: Sbx.version)
    let version = SandboxJudge.version(told)
    let found = SandboxJudge(agent: settings.agent, template: template, version: version).findings(
      SandboxJudge.Answers(
        version: told, diagnosis: try diagnosis(version, questions),
        policy: try questions.answer(to: Sbx.policyList), templates: try questions.answer(to: Sbx.templateList),
        secrets: try questions.answer(to: Sbx.secretList(version)),
        forwarding: version.knowsAgentForwarding ? try questions.answer(to: Sbx.agentForwarding) : nil))
    let needsTemplate = !found.contains { $0.check == .template && $0.grade == .ok }
    let docker = SandboxJudge.docker(
      try questions.answer(to: SandboxTemplate.dockerVersion), needsTemplate: needsTemplate)
    return [VirtualizationJudge.finding(VirtualizationJudge.device)].compactMap { $0 } + found + [docker]
  }

  /// The answer that was asked for first, unless the version does not know the flag that was guessed.
  private func diagnosis(_ version: SbxVersion, _ questions: Inquiry) throws -> Answer {
    let answer = try questions.answer(to: Sbx.diagnose(version)[0])
    guard case .success(let first) = answer else { return answer }
    var answers = [first]
    return .success(try SbxSetup.diagnose(version) { try answers.popLast() ?? effects.run($0) })
  }
}
