import Foundation
import TestSupport
import Testing
@testable import Supervisor

@Suite(
  "Completions of bash",
  .enabled(if: ShortCommand.find("bash", ProcessInfo.processInfo.environment) != nil, "no bash in PATH"))
struct BashCompletionTests {
  private static let environment = ProcessInfo.processInfo.environment

  /// What bash offers after these words, of which the last is being typed.
  private func bash(_ words: [String], in directory: String = "/") async throws -> [String] {
    let script = CompletionShell.bash.script(CompletionTable(CommandTable.all))
    let typed = words.map { "'\($0)'" }.joined(separator: " ")
    let program = """
      \(script)
      COMP_WORDS=(\(typed)); COMP_CWORD=\(words.count - 1)
      _kb
      printf '%s\\n' "${COMPREPLY[@]}"
      """
    let result = await onOwnThread {
      ShortCommand(
        ["bash", "--norc", "-eu", "-c", program], environment: Self.environment, directory: directory
      ).run()
    }
    #expect(result.errorText.isEmpty, "\(result.errorText)")
    return result.text.split(separator: "\n").map(String.init)
  }

  @Test("know commands, flags, choices and words")
  func bash() async throws {
    #expect(try await bash(["kb", "ru"]) == ["run"])
    #expect(Set(CommandTable.all.map(\.name)).isSubset(of: Set(try await bash(["kb", ""]))))
    #expect(try await bash(["kb", "run", "--par"]) == ["--parallel"])
    #expect(try await bash(["kb", "run", "--agent", "c"]) == ["codex", "claude"])
    #expect(try await bash(["kb", "run", "--agent", "=", "cl"]) == ["claude"])
    #expect(try await bash(["kb", "run", "--forge", "="]) == ["github", "local"])
    #expect(try await bash(["kb", "run", "--prd", "1"]).isEmpty)
    #expect(try await bash(["kb", "template", "pr"]) == ["prepare"])
    #expect(try await bash(["kb", "completions", ""]) == ["bash", "zsh", "fish"])
    #expect(try await bash(["kb", "help", "conf"]) == ["config"])
    #expect(try await bash(["kb", "doctor", "--smoke", "a"]) == ["agent"])
    #expect(try await bash(["kb", "nothing", "x"]).isEmpty)
    for command in CommandTable.all {
      let wanted = command.flags.map { "--" + $0.name } + ["--help"]
      #expect(try await bash(["kb", command.name, "-"]) == wanted)
    }
  }

  @Test("find files and folders, also with blanks in their names")
  func paths() async throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("kb-" + UUID().uuidString)
    try FileManager.default.createDirectory(
      at: folder.appendingPathComponent("a folder"), withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try Data().write(to: folder.appendingPathComponent("a Dockerfile"))
    let files = try await bash(["kb", "template", "build", "--file", "a D"], in: folder.path)
    #expect(files == ["a Dockerfile"])
    #expect(try await bash(["kb", "demo", "a"], in: folder.path) == ["a folder"])
  }
}
