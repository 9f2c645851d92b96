import KBProtocol

/// `kb --version`.
struct VersionCommand: KBCommand {
  let name = CommandLineProgram.version
  let summary = "show the version (also kb --version)"
  let examples = ["kb --version"]

  func run(_ arguments: Arguments, in surroundings: Surroundings) throws -> KBExit {
    surroundings.print("kb \(BuildVersion.text)")
    return .success
  }
}
