package import KBSystem
package import KBText

/// What one sandbox takes of the machine.
package struct SandboxNeeds: Equatable, Sendable {
  /// Processors.
  package var cpus: Int
  /// In MiB.
  package var memory: Int
  /// GiB of disk that a night wants at least, however few sandboxes there are.
  package var leastDisk: Double
}

/// A program that a backend is made of.
package struct SandboxProgram {
  package let name: String
  /// Asks for its version.
  package let question: Command
  /// The version in what it printed; nil where there is none.
  package let version: (String) -> ProgramVersion?
}
