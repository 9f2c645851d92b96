import Foundation
import KBAgents
import KBConfiguration
import KBDomain
import KBFailures
import KBSystem
import TestSupport
import Testing

/// The real agent programs that the caller names.
enum RealAgent {
  static let advice: Comment = """
    no real agents here: pip install openai-codex-cli-bin claude-agent-sdk, and set KB_REAL_CODEX and KB_REAL_CLAUDE
    """

  /// The agents that `KB_REAL_CODEX` and `KB_REAL_CLAUDE` name. What is called so on PATH may be a scripted one.
  static let available: [AgentName] = AgentName.allCases.filter { path(of: $0) != nil }

  static func path(of agent: AgentName) -> String? {
    ProcessInfo.processInfo.environment["KB_REAL_" + agent.rawValue.uppercased()]
  }
}

/// What happens to a session, as the model server does it to the real agents and a script tells the doubles to do it.
enum AgentSituation: String, CaseIterable {
  case success, usageLimit, longLimit, unauthenticated, missingKey, accountRefused, unknownModel, overloaded,
    rateLimited, refusal, failure

  /// The model server's scenario.
  var scenario: String {
    switch self {
    case .success: "tool"
    case .usageLimit: "usage-limit"
    case .longLimit: "long-limit"
    case .unauthenticated, .missingKey: "unauthorized"
    case .accountRefused: "account-refused"
    case .unknownModel: "unknown-model"
    case .overloaded: "overloaded"
    case .rateLimited: "rate-limited"
    case .refusal: "refusal"
    case .failure: "invalid"
    }
  }

  /// The prompt for the doubles.
  var script: String {
    switch self {
    case .success: "double: run printf done > model.txt\ndouble: say all done"
    case .usageLimit: "double: usage-limit"
    case .longLimit: "double: usage-limit +259200"
    case .unauthenticated: "double: unauthenticated"
    case .missingKey: "double: missing-key"
    case .accountRefused: "double: account-refused"
    case .unknownModel: "double: unknown-model"
    case .overloaded: "double: overloaded"
    case .rateLimited: "double: rate-limited"
    case .refusal: "double: refuse"
    case .failure: "double: fail Invalid request"
    }
  }

  /// In how many seconds the limit ends; nil where there is none.
  var limitSeconds: Double? {
    switch self {
    case .usageLimit: 3600
    case .longLimit: 3 * 86_400
    case .success, .unauthenticated, .missingKey, .accountRefused, .unknownModel, .overloaded, .rateLimited, .refusal,
      .failure:
      nil
    }
  }

  /// What krutrimbox calls it; nil for a success. A refusal of codex looks like any message.
  func code(_ agent: AgentName) -> FailureCode? {
    switch self {
    case .success: nil
    case .usageLimit, .longLimit: .agentUsageLimit
    case .unauthenticated, .missingKey: .agentNotAuthenticated
    case .accountRefused: .agentAccountRefused
    case .unknownModel: .agentModelUnknown
    case .overloaded, .rateLimited: .agentOverloaded
    case .refusal: agent == .codex ? nil : .agentRefused
    case .failure: .agentFailed
    }
  }
}

/// Runs sessions of the real agents and of their doubles, alike.
final class AgentBench: Sendable {
  private let bench: SandboxBench
  private let server: ModelServerProcess

  /// How a session ended, and what krutrimbox makes of it.
  struct Session {
    let status: Int
    let lines: [String]
    let verdict: AgentVerdict
    /// The last line, as JSON.
    var lastEvent: JSONTree { JSONTree.parse(Array((lines.last ?? "").utf8)) ?? .null }
  }

  init() throws {
    bench = try SandboxBench(.translation, isSetUp: false)
    server = try ModelServerProcess(record: bench.folder + "/requests.jsonl")
  }

  /// A session of the real agent. No account of this machine is used, and no address but the model server's.
  func real(_ agent: AgentName, _ situation: AgentSituation) async throws -> Session {
    let program = try #require(RealAgent.path(of: agent))
    let base = "http://127.0.0.1:\(server.port)/\(situation.scenario)"
    var changes: [String: String] = [:]
    switch agent {
    case .codex:
      changes = ["CODEX_HOME": bench.folder + "/codex", "OPENAI_API_KEY": "sk-test"]
      try FileManager.default.createDirectory(atPath: bench.folder + "/codex", withIntermediateDirectories: true)
      let configuration = """
        model = "gpt-5-codex"
        model_provider = "lab"
        [model_providers.lab]
        name = "lab"
        base_url = "\(base)/v1"
        env_key = "\(situation == .missingKey ? "NO_SUCH_KEY" : "OPENAI_API_KEY")"
        wire_api = "responses"
        """
      try Data(configuration.utf8).write(to: URL(fileURLWithPath: bench.folder + "/codex/config.toml"))
    case .claude:
      // A plan's limit is told only to a plan's token; without any token the agent is not logged in.
      let isLimit = situation == .usageLimit || situation == .longLimit
      let key = isLimit ? "CLAUDE_CODE_OAUTH_TOKEN" : "ANTHROPIC_API_KEY"
      changes = [
        "ANTHROPIC_BASE_URL": base, "CLAUDE_CODE_MAX_RETRIES": "1", "IS_SANDBOX": "1",
        "CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC": "1", "DISABLE_AUTOUPDATER": "1",
      ]
      if situation != .unauthenticated, situation != .missingKey { changes[key] = "sk-test" }
    }
    return await session(agent, program: program, prompt: "Write model.txt.", changes)
  }

  func double(_ agent: AgentName, _ situation: AgentSituation) async -> Session {
    await double(agent, prompt: situation.script)
  }

  func double(_ agent: AgentName, prompt: String) async -> Session {
    await session(agent, program: agent.rawValue, prompt: prompt, ["IS_SANDBOX": "1"])
  }

  /// The folder that sessions work in.
  var workspace: String { bench.folder + "/project" }
  /// The records of the doubles' sessions.
  var sessions: [JSONTree] { bench.sessions }

  private func session(
    _ agent: AgentName, program: String, prompt: String, _ changes: [String: String]
  ) async -> Session {
    let backend = AgentCatalogue.named(agent)
    let arguments = backend.arguments(model: nil, effort: nil, schema: nil).map { $0 == agent.rawValue ? program : $0 }
    try? FileManager.default.createDirectory(atPath: workspace, withIntermediateDirectories: true)
    let result = await bench.run(arguments, in: workspace, input: prompt, changes: changes)
    let lines = result.text.split(separator: "\n").map(String.init)
    var reader = backend.newReader()
    for line in lines { _ = reader.read(OutputLine(.output, line)) }
    for line in result.errorText.split(separator: "\n") { _ = reader.read(OutputLine(.errors, String(line))) }
    let verdict = reader.verdict(.code(value: Int32(result.status)), now: Date())
    return Session(status: result.status, lines: lines, verdict: verdict)
  }
}

/// The scripted model, as a process of its own that ends with the value.
final class ModelServerProcess: Sendable {
  let port: Int
  private let pid: Int32

  init(record: String) throws {
    let pipe = try Descriptor.pipe()
    defer { Descriptor.close(pipe.reader) }
    let environment = ProcessInfo.processInfo.environment
    pid = try Spawn.start(
      Spawn.Request(
        path: BuiltProducts.path("Doubles"), arguments: ["model-server", "message", "0", record],
        environment: environment, descriptors: [1: pipe.writer]))
    Descriptor.close(pipe.writer)
    var buffer = [UInt8](repeating: 0, count: 256)
    var said = ""
    while !said.hasSuffix("\n"), case .bytes(let count) = Descriptor.read(pipe.reader, into: &buffer) {
      said += String(decoding: buffer[0..<count], as: UTF8.self)
    }
    let words = said.split { $0 == " " || $0 == "\n" }
    port = words.count == 2 && words[0] == "ready" ? Int(words[1]) ?? 0 : 0
    try #require(port > 0, "model-server said: \(said)")
  }

  deinit {
    kill(pid, SIGKILL)
    while ExitStatus.ofEnded(pid) == nil { poll(nil, 0, 1) }
  }
}
