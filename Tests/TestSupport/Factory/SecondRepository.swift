import Foundation

/// One more repository on a stage's GitHub, of which the operator has no clone.
package struct SecondRepository: Sendable {
  package let world: WorldRepository
  /// The bare repository that stands for origin.
  package let origin: String
  private let stage: FactoryStage

  /// The tip of one of its branches and what is on it but not on main, newest first.
  package func messages(on branch: String) throws -> [String] {
    try stage.run(["git", "--git-dir", origin, "log", "--format=%s", "main..\(branch)"], in: stage.root)
      .split(separator: "\n").map(String.init)
  }

  /// Commits files to its main branch, by path.
  package func commit(_ files: [String: String]) throws {
    let clone = stage.root + "/clones/\(String(UInt32.random(in: .min ... .max), radix: 36))"
    try stage.run(["git", "clone", "-q", origin, clone], in: stage.root)
    for (path, text) in files { try stage.write(String(clone.dropFirst(stage.root.count + 1)) + "/" + path, text) }
    for command in [["add", "-A"], ["commit", "-qm", "Set up"], ["push", "-q", "origin", "HEAD:main"]] {
      try stage.run(["git"] + command, in: clone)
    }
    try FileManager.default.removeItem(atPath: clone)
  }

  fileprivate init(_ name: String, on stage: FactoryStage) throws {
    let parts = name.split(separator: "/")
    origin = "\(stage.root)/\(parts.joined(separator: "-")).git"
    self.stage = stage
    world = try stage.world.addRepository(name, git: try BareRepository.create(path: origin))
    let settings = stage.root + "/home/.gitconfig"
    let text = try String(contentsOfFile: settings, encoding: .utf8)
    try stage.write(
      "home/.gitconfig", text + "\n[url \"\(origin)\"]\n\tinsteadOf = https://github.com/\(name).git\n")
  }
}

extension FactoryStage {
  /// Adds a repository such as `acme/api`, with an empty main branch.
  package func addRepository(_ name: String) throws -> SecondRepository { try SecondRepository(name, on: self) }
}
