import Foundation
import Testing

@Suite("Rules that every source file keeps")
struct SourceRuleTests {
  private static let sources = ProjectFiles.paths(below: "Sources", ending: ".swift")
  private static let tests = ProjectFiles.paths(below: "Tests", ending: ".swift")

  /// A program's name as a string of its own, and the only files that may say it.
  private static let programs: [(name: String, files: Set<String>)] = [
    ("gh", ["Sources/Shared/Forges/GH.swift"]),
    ("sbx", ["Sources/Shared/Sandboxes/Sbx.swift"]),
    ("codex", ["Sources/Shared/Agents/CodexAgent.swift"]),
    ("claude", ["Sources/Shared/Agents/ClaudeAgent.swift"]),
    ("docker", ["Sources/Shared/Sandboxes/SandboxTemplate.swift"]),
  ]

  private func files(with text: String) throws -> Set<String> {
    Set(try Self.sources.filter { try ProjectFiles.text($0).contains(text) })
  }

  @Test("no file in Sources has more than 300 lines, none in Tests more than 500")
  func length() throws {
    #expect(Self.sources.count > 100 && Self.tests.count > 50)
    for (paths, limit) in [(Self.sources, 300), (Self.tests, 500)] {
      for path in paths {
        let lines = try ProjectFiles.text(path).split(separator: "\n", omittingEmptySubsequences: false).count
        #expect(lines <= limit + 1, "\(path) has \(lines - 1) lines")
      }
    }
  }

  @Test("only Spawn.swift starts processes")
  func spawn() throws {
    #expect(try files(with: "posix_spawn(") == ["Sources/Shared/System/Spawn.swift"])
    // Declarations that hold the word, and nothing else.
    #expect(
      try files(with: "posix_spawn") == ["Sources/Shared/System/Spawn.swift", "Sources/Shared/System/Platform.swift"])
    for other in ["posix_spawnp(", "fork()", "popen(", "Process()", "import Dispatch", "DispatchQueue", "Task {"] {
      #expect(try files(with: other).isEmpty, "\(other)")
    }
  }

  @Test("only its backend names a program")
  func programs() throws {
    for program in Self.programs {
      let found = try files(with: "\"\(program.name)\"")
      #expect(found.isSubset(of: program.files), "\"\(program.name)\": \(found.subtracting(program.files).sorted())")
      #expect(!found.isEmpty, "\"\(program.name)\"")
    }
  }

  @Test("what differs between sandbox backends is asked of them: nobody else asks which one it is")
  func backends() throws {
    let own = ["SandboxMaker.swift", "DockerSandbox.swift", "LocalSandbox.swift", "RunSettings.swift"]
    func lines(_ files: [String]) throws -> [String] {
      try files.flatMap { path in
        try ProjectFiles.text(path).split(separator: "\n").map { "\(path): \($0)" }
      }
    }
    func asks(_ line: String) -> Bool {
      if line.contains(/\.sbx\b/) { return true }
      // Forges have one of that name as well, and so have a clock and a folder.
      return line.contains(/(?:[^\/\w]|SandboxName)\.local\b/) && !line.lowercased().contains("forge")
    }
    let others = Self.sources.filter { path in !own.contains { path.hasSuffix("/\($0)") } }
    #expect(try lines(others).filter(asks) == [])
    #expect(try lines(Self.sources.filter { !others.contains($0) }).count(where: asks) > 4)
    for line in ["if backend == .local {", "case .sbx: false", "SandboxName.local", "backend != .sbx)"] {
      #expect(asks(line), "\(line)")
    }
  }

  @Test("only the entry points read the environment")
  func environment() throws {
    #expect(
      try files(with: "ProcessEnvironment.current") == ["Sources/Supervisor/KB.swift", "Sources/Worker/KBWorker.swift"])
    for other in ["getenv(", "ProcessInfo.processInfo"] { #expect(try files(with: other).isEmpty, "\(other)") }
  }

  @Test("no test takes a program from the caller's PATH but through ToolPath")
  func hermetic() throws {
    // Doubles are programs: what starts them gives them their PATH. The shim is compiled with the caller's compiler.
    let allowed: Set = [
      "Tests/TestSupport/Processes/ToolPath.swift", "Tests/TestSupport/Processes/ShortCommand.swift",
      "Tests/FaultTests/SystemShim.swift",
    ]
    let found = try Self.tests.filter { !$0.hasPrefix("Tests/Doubles/") }.filter { path in
      let text = try ProjectFiles.text(path)
      return text.contains("environment[" + "\"PATH\"]") || text.contains("\"PATH\": " + "ProcessInfo")
        || programsOfTests.contains { text.contains("find(\"\($0)\"") }
    }
    #expect(Set(found).subtracting(allowed).isEmpty)
  }

  private let programsOfTests = ["claude", "codex", "docker", "gh", "kubectl", "sbx"]
}
