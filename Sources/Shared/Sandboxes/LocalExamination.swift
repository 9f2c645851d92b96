package import KBConfiguration
import KBDomain
package import KBFailures
package import KBSystem

/// What local sandboxes need of a machine.
extension LocalSandbox {
  package static func needs(_ settings: RunSettings.Sandbox) -> SandboxNeeds? { nil }

  package static var usesBubblewrap: Bool { true }

  package var reasonForNoForgeCredential: String? { "local sandboxes get no credential for it" }

  package var remedyForBrokenSandbox: String { "look at git and sh in PATH" }

  package func remedyForMissingProgram(prd: Int) -> String {
    "install it on this machine, then: kb run --prd \(prd)"
  }

  package func ask(_ questions: Inquiry) throws {}

  package func examine(_ settings: RunSettings, _ questions: Inquiry) throws -> [Finding] {
    var findings: [Finding] = []
    let finding: Finding? = try findings.catching(.sandbox) {
      var settings = settings
      let obstacle = try settings.decideBubblewrap(
        effects: effects, stateRoot: stateRoot, environment: environment, faults: questions.faults)
      return obstacle.map {
        .warning(
          .sandbox, "local sandboxes isolate nothing, agents run as you: \($0)",
          fix: "install bubblewrap, or kb run --sandbox sbx")
      } ?? .ok(.sandbox, "local sandboxes are isolated by bubblewrap")
    }
    let agent = settings.agent.rawValue
    return findings + [finding].compactMap { $0 } + [
      .of(.agentSecret) { () throws(ExpectedFailure) in
        .ok(.agentSecret, "\(agent) is \(try questions.find(agent))")
      }
    ]
  }
}
