package import KBConfiguration
package import KBDomain
package import KBSystem

/// Every sandbox backend. A new one is a case of `SandboxName`, a file beside this one, and a line here; the contract
/// tests then ask it the same questions as the others.
package enum SandboxMaker {
  /// `stateRoot` is krutrimbox's state directory; `environment` is this process's own, of which a backend passes on as
  /// little as it can. `settings` matter where something is to run inside.
  package static func make(
    _ name: SandboxName, effects: any Effects, stateRoot: String, environment: [String: String],
    settings: RunSettings = RunSettings()
  ) -> any SandboxBackend {
    switch name {
    case .sbx: DockerSandbox(effects: effects, stateRoot: stateRoot)
    case .local: LocalSandbox(effects: effects, stateRoot: stateRoot, environment: environment, settings: settings)
    }
  }

  /// What holds for all sandboxes of a backend.
  static func type(_ name: SandboxName) -> any SandboxBackend.Type {
    switch name {
    case .sbx: DockerSandbox.self
    case .local: LocalSandbox.self
    }
  }

  /// One of each.
  package static func all(
    effects: any Effects, stateRoot: String, environment: [String: String]
  ) -> [any SandboxBackend] {
    SandboxName.allCases.map { make($0, effects: effects, stateRoot: stateRoot, environment: environment) }
  }
}

extension RunSettings.Sandbox {
  /// What one sandbox takes of the machine; nil where it takes what it uses, as any program does.
  package var needs: SandboxNeeds? { SandboxMaker.type(backend).needs(self) }
}
