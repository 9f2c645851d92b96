import Foundation
import KBText

/// Which release of sbx the double plays: `KB_DOUBLE_SBX_VERSION`, else `version` of its settings, else the newest that is
/// known. What is so in which release, and who says so:
///
/// | since | what | source |
/// |---|---|---|
/// | 0.31 | `ls --json` is `{"sandboxes": […]}`; the daemon's start stands before it | docker/sbx-releases#201 |
/// | 0.32 | `version` prints `sbx version:` in place of `Client Version:` and `Server Version:` | #77, #258 |
/// | 0.34 | `policy init` in place of `policy set-default`; another text where there is none | docker/docs data/sbx_cli/sbx_policy_init.yaml |
/// | 0.35 | keys in the caller's environment no longer reach sandboxes | release notes 0.35.0 |
/// | 0.38 | secrets are for all sandboxes unless `--sandbox` names one; before, `-g` | docker/docs#25275 |
/// | 0.39 | `exec` starts in the workspace in place of an empty folder | #215, #466, #485 |
/// | 0.42 | `secret ls --json`, `version --json`, the setting `ssh.agentForwardingEnabled` | release notes 0.42.0 |
/// | 0.43 | rows of `ls` tell times; `create` tells its stages, and has `--pull POLICY` | #593, data/sbx_cli/sbx_create.yaml |
/// | 0.48 | lists are bare arrays, `diagnose --format`, results of `rm` and `stop` as JSON, `create --no-progress` | docs.docker.com/ai/sandboxes/workflows/automation, "Update scripts for v0.48.0" |
struct SbxRelease {
  let version: ProgramVersion

  static let newest = ProgramVersion(0, 48)

  init(_ settings: SbxState.Settings) {
    let text = ProcessInfo.processInfo.environment["KB_DOUBLE_SBX_VERSION"] ?? settings.version ?? ""
    version = ProgramVersion(in: text) ?? Self.newest
  }

  /// Whether it is 0.`minor` or newer.
  func since(_ minor: Int) -> Bool { version >= ProgramVersion(0, minor) }

  /// `v0.48.0`.
  var text: String { "v" + version.numbers.map(String.init).joined(separator: ".") }
}
