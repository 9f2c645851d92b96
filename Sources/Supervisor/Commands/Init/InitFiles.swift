#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif
import KBConfiguration
import KBDomain

/// The files that `kb init` writes. Pure.
struct InitFiles: Equatable {
  struct File: Equatable {
    /// Below the repository's top folder.
    let path: String
    let text: String
  }

  let files: [File]

  init(forge: ForgeName, testCommands: [[String]]) {
    var files = [File(path: ".krutrimbox/config.json", text: Self.configuration(forge, testCommands))]
    if forge == .local { files += Self.example }
    self.files = files
  }

  /// Only what differs from the defaults, one key a line.
  static func configuration(_ forge: ForgeName, _ testCommands: [[String]]) -> String {
    var members: [String] = []
    if forge != RunSettings().forge { members.append("  \"forge\": \(json(forge.rawValue))") }
    if !testCommands.isEmpty {
      let rows = testCommands.map { "      [\($0.map(json).joined(separator: ", "))]" }.joined(separator: ",\n")
      members.append("  \"verify\": {\n    \"commands\": [\n\(rows)\n    ]\n  }")
    }
    return members.isEmpty ? "{}\n" : "{\n\(members.joined(separator: ",\n"))\n}\n"
  }

  /// A PRD that is not ready: nothing starts before a person has read it.
  static let example = [
    File(
      path: ".krutrimbox/issues/1-example-prd.md",
      text: """
        ---
        title: Greet people
        labels: PRD
        ---

        An example of a PRD: what is wanted and why, in your own words. Agents read all of it.

        It is worked on once it has the label `ready-for-agent` as well: `labels: PRD, ready-for-agent`.

        """),
    File(
      path: ".krutrimbox/issues/2-write-a-greeting.md",
      text: """
        ---
        title: Write a greeting
        labels: PRD-sub-issue, ready-for-agent
        parent: 1
        ---

        An example of an issue for an agent: one commit's worth of work. Add a file GREETING.md that greets the reader in
        one sentence.

        """),
    File(
      path: ".krutrimbox/issues/3-approve-the-greeting.md",
      text: """
        ---
        title: Approve the greeting
        labels: PRD-sub-issue, ready-for-human
        parent: 1
        ---

        An example of an issue for a person: the run pauses here. When you have decided, add the line `state: closed`
        below `parent: 1` and run again.

        """),
  ]

  private static func json(_ text: String) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.withoutEscapingSlashes]
    return (try? encoder.encode(text)).map { String(decoding: $0, as: UTF8.self) } ?? "\"\""
  }
}
