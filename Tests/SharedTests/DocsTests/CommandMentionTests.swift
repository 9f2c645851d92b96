import Foundation
import Testing

@Suite("Commands that the pages tell people to type")
struct CommandMentionTests {
  private static let commands: Set<String> = {
    let files = ProjectFiles.paths(below: "Sources/Supervisor/Commands", ending: "Command.swift")
    let program = "Sources/Supervisor/CommandLine/CommandLineProgram.swift"
    return Set(
      (files + [program]).flatMap { path in
        ((try? ProjectFiles.text(path)) ?? "").matches(of: /let (?:name|help|version) = "([a-z]+)"/).map {
          String($0.output.1)
        }
      })
  }()

  private static let pages =
    ["README.md", "CONTEXT.md", "CONTRIBUTING.md"].filter(ProjectFiles.exists)
    + ProjectFiles.paths(below: "docs", ending: ".md")

  @Test("exist", arguments: pages)
  func exist(page: String) throws {
    #expect(Self.commands.isSuperset(of: ["run", "workers", "help"]))
    let text = try ProjectFiles.text(page)
    let typed =
      text.matches(of: /`kb ([a-z]+)/).map { String($0.output.1) }
      + text.matches(of: /\n *kb ([a-z]+) [^\n.]*\n/).map { String($0.output.1) }
    for command in typed {
      #expect(Self.commands.contains(command), "\(page): kb \(command)")
    }
  }
}
