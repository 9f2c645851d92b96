import KBFailures
package import KBSystem
import KBText

/// Makes sandbox templates: build, load, both, and look. Long work; `observe` sees every line as it comes.
package struct TemplateWorkshop {
  private let effects: any Effects
  private let stateRoot: String
  private let observe: (OutputLine) -> Void

  /// The image archive, gigabytes big, is written below `stateRoot` and removed afterwards.
  package init(effects: any Effects, stateRoot: String, observe: @escaping (OutputLine) -> Void = { _ in }) {
    self.effects = effects
    self.stateRoot = stateRoot
    self.observe = observe
  }

  /// Builds the image, from the built-in Dockerfile or from one of the repository. Throws KB-S010.
  package func build(_ template: SandboxTemplate, dockerfile: String? = nil) throws {
    try docker(dockerfile.map(template.build(from:)) ?? template.build, "build \(template.image)")
  }

  /// Copies the built image into the sandbox template store and looks whether it is there. Throws KB-S010 when there
  /// is no such image, and what is wrong with the sandboxes' CLI.
  package func load(_ template: SandboxTemplate) throws {
    let folder = try TemporaryFolder.make(in: "\(stateRoot)/tmp")
    defer { folder.remove() }
    let archive = "\(folder.path)/template.tar"
    try docker(template.save(to: archive), "save \(template.image)")
    try sandboxes.load(archive, observe)
    guard try list().contains(ImageName(template.image)) else {
      throw ExpectedFailure.templateMissing(template.reference, why: "it was loaded, but the store does not list it")
    }
  }

  /// Build and load.
  package func prepare(_ template: SandboxTemplate, dockerfile: String? = nil) throws {
    try build(template, dockerfile: dockerfile)
    try load(template)
  }

  /// The images in the sandbox template store.
  package func list() throws -> [ImageName] { try sandboxes.templates() }

  private var sandboxes: DockerSandbox { DockerSandbox(effects: effects, stateRoot: stateRoot) }

  private func docker(_ command: Command, _ what: String) throws {
    let result = try effects.run(command) { line in
      observe(line)
      return true
    }
    switch result.end {
    case .exited(.success): return
    case .stopped: throw StopRequested()
    case .exited(let status):
      throw ExpectedFailure.templateNotMade(what, why: SbxWords.reason(result) ?? "\(status)")
    case .flooded(let limit): throw ExpectedFailure.templateNotMade(what, why: CommandResult.floodText(limit))
    case .outOfTime(let duration), .silent(let duration):
      throw ExpectedFailure.templateNotMade(what, why: "it did not end within \(Int(duration.inSeconds)) s")
    }
  }
}
