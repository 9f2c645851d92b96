import KBConfiguration
import KBProtocol

/// The manual page kb(1), from the list of commands. In the man(7) macros, which every man understands.
enum ManualPage {
  static func text(of commands: [any KBCommand]) -> String {
    let parts = [
      head, section("SYNOPSIS", [".B kb", "\\fICOMMAND\\fR [\\fIFLAG\\fR]..."]),
      section(
        "DESCRIPTION",
        [
          "\\fBkb\\fR works on the PRDs of a GitHub repository with coding agents in sandboxes. It makes branches, commits and",
          "pull requests itself, pauses where a person is needed, and never merges.",
        ]),
      section("COMMANDS", commands.flatMap(lines)), section("CONFIGURATION", configuration),
      section("EXIT STATUS", statuses), section("ENVIRONMENT", environment),
    ]
    return parts.joined(separator: "\n")
  }

  private static var head: String {
    """
    .TH KB 1 "" "krutrimbox \(escaped(BuildVersion.text))" "User Commands"
    .SH NAME
    kb \\- local code factory for GitHub PRDs
    """
  }

  private static func section(_ title: String, _ lines: [String]) -> String {
    ([".SH " + title] + lines).joined(separator: "\n")
  }

  private static func lines(of command: any KBCommand) -> [String] {
    let words = ["kb", command.name, command.positional].compactMap { $0 }.joined(separator: " ")
    var lines = [".SS " + escaped(words), sentence(command.summary)]
    for flag in command.flags { lines += item(flag.text + (flag.isRepeatable ? " ..." : ""), flag.summary) }
    lines += [".PP", "Examples:", ".RS", ".nf"] + command.examples.map(escaped) + [".fi", ".RE"]
    return lines
  }

  private static var configuration: [String] {
    [
      "\\fI.krutrimbox/config.json\\fR in the repository and your own \\fI~/.config/krutrimbox/config.json\\fR hold one",
      "object each; every key is optional.",
    ]
      + ConfigurationKey.all.flatMap {
        item(
          $0.path,
          "\($0.meaning) \($0.type). Default: \($0.defaultText). The repository's value counts \($0.reach.counts)")
      }
  }

  private static var statuses: [String] {
    [
      (KBExit.success, "it worked; every PRD of a run was delivered, waits, or was skipped"),
      (.failed, "a PRD failed, or the command did"), (.wrongUsage, "wrong usage"),
      (.notReady, "the machine is not ready: kb doctor"), (.interrupted, "ended by Ctrl-C or SIGTERM; resumable"),
    ].flatMap { item("\($0.0.rawValue)", $0.1) }
  }

  private static var environment: [String] {
    item("KB_STATE_HOME", "the state directory; default: $XDG_STATE_HOME/krutrimbox, else ~/.local/state/krutrimbox")
      + item(
        "KB_CONFIG_HOME",
        "the folder of your own config.json; default: $XDG_CONFIG_HOME/krutrimbox, else ~/.config/krutrimbox")
      + item(RunSettings.sandboxTemplateVariable, "the sandbox template of a run")
      + item("NO_COLOR", "not empty: no colours")
  }

  private static func item(_ name: String, _ text: String) -> [String] {
    [".TP", ".B " + escaped(name), sentence(text)]
  }

  private static func sentence(_ text: String) -> String {
    let first = text.prefix(1).uppercased() + text.dropFirst()
    return escaped(first.hasSuffix(".") ? first : first + ".")
  }

  /// Text that troff takes as it is: backslashes and hyphens written out, no line that is a request.
  static func escaped(_ text: String) -> String {
    var result = ""
    for character in text {
      switch character {
      case "\\": result += "\\e"
      case "-": result += "\\-"
      case "…": result += "..."
      case "\n": result += " "
      default: result.append(character)
      }
    }
    return result.hasPrefix(".") || result.hasPrefix("'") ? "\\&" + result : result
  }
}
