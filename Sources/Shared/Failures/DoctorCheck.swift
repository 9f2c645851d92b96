/// What `kb doctor` looks at, in the order in which it tells. The raw values are for programs and stay.
package enum DoctorCheck: String, CaseIterable, Encodable, Sendable {
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
