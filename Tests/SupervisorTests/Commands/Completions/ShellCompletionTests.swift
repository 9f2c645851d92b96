import Foundation
import Testing

@testable import Supervisor

@Suite("Completions of zsh", .enabled(if: CompletingShell.Shell.zsh.isInstalled, "no zsh in PATH"))
struct ZshCompletionTests {
  @Test("know commands, flags, choices and words")
  func words() async throws { try await ShellQuestions(.zsh).words() }

  @Test("know every flag of every command")
  func flags() async throws { try await ShellQuestions(.zsh).flags() }

  @Test("find files and folders")
  func paths() async throws { try await ShellQuestions(.zsh).paths() }
}

@Suite("Completions of fish", .enabled(if: CompletingShell.Shell.fish.isInstalled, "no fish in PATH"))
struct FishCompletionTests {
  @Test("know commands, flags, choices and words")
  func words() async throws { try await ShellQuestions(.fish).words() }

  @Test("know every flag of every command")
  func flags() async throws { try await ShellQuestions(.fish).flags() }

  @Test("find files and folders")
  func paths() async throws { try await ShellQuestions(.fish).paths() }
}

/// The same questions to each shell.
private struct ShellQuestions {
  private let shell: CompletingShell.Shell

  init(_ shell: CompletingShell.Shell) { self.shell = shell }

  func words() async throws {
    let here = try CompletingShell(shell)
    let commands = CommandTable.all.map(\.name)
    // fish repeats the flag before a value that stands in the same word.
    let head = shell == .fish ? "--agent=" : ""
    // Where only flags are left, zsh offers them unasked.
    let rest = shell == .zsh ? ["--agent", "--file", "--help"] : []
    let questions: [(line: String, offers: [String])] = [
      ("kb ", commands.sorted()),
      ("kb ru", ["run"]),
      ("kb --", ["--help", "--version"]),
      ("kb run --ag", ["--agent"]),
      ("kb run --agent ", ["claude", "codex"]),
      ("kb run --agent=cl", [head + "claude"]),
      ("kb run --prd 1 --json --agent=", ["claude", "codex"].map { head + $0 }),
      ("kb run --prd 1 --pr", ["--prd"]),
      ("kb run --prd ", []),
      ("kb template ", ["build", "load", "ls", "prepare"]),
      ("kb template --agent claude pr", ["prepare"]),
      ("kb template prepare ", rest),
      ("kb completions ", ["bash", "fish", "zsh"]),
      ("kb help ", (commands + ["config"]).sorted()),
      ("kb help run --pa", []),
      ("kb nothing ", []),
    ]
    for question in questions {
      #expect(try await here.offers(question.line) == question.offers, "\(question.line)")
    }
  }

  func flags() async throws {
    let here = try CompletingShell(shell)
    for command in CommandTable.all {
      let wanted = command.flags.map { "--" + $0.name } + ["--help"]
      #expect(try await here.offers("kb \(command.name) --") == wanted.sorted())
    }
  }

  func paths() async throws {
    let here = try CompletingShell(shell)
    try FileManager.default.createDirectory(atPath: here.folder + "/plans", withIntermediateDirectories: true)
    try Data().write(to: URL(fileURLWithPath: here.folder + "/plain.txt"))
    let folder = shell == .fish ? "plans/" : "plans"
    #expect(try await here.offers("kb template build --file pl") == ["plain.txt", folder])
    #expect(Set(try await here.offers("kb demo pl")) == [folder])
    #expect(try await here.offers("kb run --prd pl").isEmpty)
  }
}
