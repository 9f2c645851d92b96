import Foundation
import KBProtocol
import KBText
import Testing
@testable import Supervisor

@Suite("The documents say what the code does")
struct DocumentationTests {
  @Test("docs/cli.md has a section for every command with every flag, and no other")
  func commands() throws {
    let text = try DocsFiles.text("docs/cli.md").replacing("\\|", with: "|")
    let sections = text.components(separatedBy: "\n## kb ").dropFirst()
    let names = sections.map { String($0.prefix { $0.isLetter }) }
    #expect(names.count == Set(names).count, "a command has two sections")
    let byName = Dictionary(zip(names, sections)) { first, _ in first }
    #expect(Set(byName.keys) == Set(CommandTable.all.map(\.name)))
    for command in CommandTable.all {
      let section = try #require(byName[command.name])
      for flag in command.flags { #expect(section.contains("`\(flag.text)`"), "kb \(command.name) \(flag.text)") }
      for word in section.split(whereSeparator: { "` \n,.".contains($0) }) where word.hasPrefix("--") {
        guard word.dropFirst(2).first?.isLetter == true else { continue }
        let name = word.dropFirst(2).prefix { $0.isLetter || $0 == "-" }
        #expect(
          (command.flags.map(\.name) + ["help", "version"]).contains(String(name)), "kb \(command.name) has no \(word)")
      }
    }
  }

  @Test("docs/cli.md names every exit status")
  func statuses() throws {
    let text = try DocsFiles.text("docs/cli.md")
    for status in [KBExit.success, .failed, .wrongUsage, .notReady, .interrupted] {
      #expect(text.contains("| \(status.rawValue) |"))
    }
  }

  @Test("docs/protocol.md has every order, event, outcome, phase and run event")
  func protocolPage() throws {
    let text = try DocsFiles.text("docs/protocol.md")
    let names =
      try DocsFiles.cases(of: "WorkerOrder", in: "Sources/Shared/Protocol/WorkerProtocol.swift")
      + DocsFiles.cases(of: "WorkerEvent", in: "Sources/Shared/Protocol/WorkerProtocol.swift")
      + DocsFiles.cases(of: "FactoryRunOutcome", in: "Sources/Shared/Protocol/FactoryRunOutcome.swift")
      + DocsFiles.cases(of: "RunEvent", in: "Sources/Supervisor/Run/RunEvent.swift")
      + RunPhase.allCases.map(\.rawValue)
    #expect(names.count > 40)
    for name in names { #expect(text.contains("`\(name)`"), "\(name)") }
  }

  @Test("docs/protocol.md names the limits that the code holds workers to")
  func limits() throws {
    let text = try DocsFiles.text("docs/protocol.md")
    let limits = WorkerLimits()
    for duration in [limits.hello, limits.silence, limits.farewell, limits.stopNow] {
      #expect(text.contains("\(duration.milliseconds / 1000) s"))
    }
    #expect(text.contains("every \(WorkerProtocol.heartbeatSeconds) s"))
    #expect(text.contains("version \(WorkerProtocol.version)"))
  }
}
