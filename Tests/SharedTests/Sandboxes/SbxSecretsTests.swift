import TestSupport
import Testing
@testable import KBSandboxes
@testable import KBSystem

/// The shapes that `sbx secret ls` prints: JSON from 0.42 on, a table in all versions, in which the scope of all sandboxes
/// stands in brackets (https://docs.docker.com/ai/sandboxes/configuration/credentials/).
@Suite("The secrets that sandboxes get")
struct SbxSecretsTests {
  private let json = """
    {"secrets":[
      {"scope":"global","type":"service","name":"openai","secret":"(stored)"},
      {"scope":"other-box","type":"service","name":"github","secret":"(stored)"},
      {"scope":"global","type":"registry","name":"ghcr.io","secret":"(stored)"}],
     "custom_secrets":[{"scope":"box","targets":["api.anthropic.com"],"env":"CLAUDE_CODE_OAUTH_TOKEN","placeholder":"p"},
      {"scope":"global","targets":["x"],"env":"OTHER"}],
     "shadowed_services":[],"env_only_count":1}
    """
  private let table = """
    SCOPE       TYPE       NAME        SECRET
    (global)    service    OpenAI      (oauth configured)
    other-box   service    github      gho_GCaw4o****...****43qy
    (global)    registry   ghcr.io     (password configured)

    Note: 1 additional environment variable found. Run `sbx setup` to review and import.
    CUSTOM SECRETS
    SCOPE   TARGETS        ENV        PLACEHOLDER   SECRET
    box     api.acme.com   service    github        ****
    """

  @Test("are those of all sandboxes, not of another one")
  func sandboxesAnother() {
    #expect(SbxSecrets(printed: json).services == ["openai"])
    #expect(SbxSecrets(printed: table).services == ["openai"])
    #expect(SbxSecrets(printed: table.replacing(" service ", with: " | service | ")).services == ["openai"])
  }

  @Test("are also those of the sandbox itself")
  func sandboxItself() {
    #expect(SbxSecrets(printed: json, for: "box").services == ["openai", "anthropic"])
    #expect(SbxSecrets(printed: json, for: "other-box").services == ["openai", "github"])
    #expect(SbxSecrets(printed: table, for: "other-box").services == ["openai", "github"])
  }

  @Test("are none where none is stored")
  func noneNone() {
    for text in [
      "", "No secrets found.", #"{"secrets":[],"custom_secrets":[],"shadowed_services":[],"env_only_count":0}"#,
      "SCOPE TYPE NAME SECRET\n", "Starting sandboxd daemon...\n" + #"{"secrets":[]}"#,
    ] { #expect(SbxSecrets(printed: text).services.isEmpty) }
  }
}

@Suite("Whether the SSH agent is forwarded")
struct SSHForwardingTests {
  @Test("is told by the setting, and unknown in versions that don't have it")
  func toldSetting() {
    func forwards(_ result: CommandResult) -> Bool? { SbxSetup.forwardsAgent(result) }
    let setting = #"{"key":"ssh.agentForwardingEnabled","value":true,"type":"bool","source":"default","default":true}"#
    #expect(forwards(.printed("Starting sandboxd daemon...\n" + setting + "\n")) == true)
    #expect(forwards(.printed(setting.replacing(#""value":true"#, with: #""value":false"#))) == false)
    #expect(forwards(.failed(1, "ERROR: setting \"ssh.agentForwardingEnabled\" is not defined")) == nil)
    #expect(forwards(.failed(1, "ERROR: unknown command \"settings\" for \"sbx\"")) == nil)
    #expect(forwards(.printed("true")) == nil)
  }
}
