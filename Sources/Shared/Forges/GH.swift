package import KBSystem

/// Calls of the `gh` program, as values. No other file names the program.
package enum GH {
  /// The program's name.
  package static let program = "gh"
  /// Where people read how it is installed.
  package static let home = "https://cli.github.com"

  /// The longest one call may take: `gh` itself has no limit, and a hung server hangs it.
  package static let limit = Duration.seconds(60)

  /// The HTTP methods that are used.
  package enum Method: String, Sendable {
    case get = "GET"
    case post = "POST"
    case patch = "PATCH"
  }

  /// One request. `-i` prints status line and headers before the body: only there are `Retry-After` and the rate limit.
  ///
  /// - Parameter path: below the API's root, each part already percent-coded.
  /// - Parameter body: JSON, which `gh` reads on standard input, so that no text is ever taken for a flag or a file.
  package static func api(_ method: Method, _ path: String, body: String? = nil, host: String) -> Command {
    var arguments = ["api", "-i", "--hostname", host]
    if method != .get { arguments += ["-X", method.rawValue] }
    if body != nil { arguments += ["--input", "-"] }
    return call(arguments + [path], input: body.map(Command.Input.text) ?? .nothing)
  }

  /// The account that `gh` is logged in with.
  package static func account(host: String) -> Command { api(.get, "user", host: host) }

  package static let version = call(["--version"])

  /// By which protocol `gh` clones from a host (cli.github.com/manual/gh_config).
  package static func gitProtocol(host: String) -> Command {
    call(["config", "get", "git_protocol", "--host", host])
  }

  /// Text as one part of a path or query: everything but letters, digits and `-._~` is percent-coded, and so neither
  /// ends the part nor is one of `gh`'s own `{placeholders}`.
  package static func percentCoded(_ text: String) -> String {
    var coded = ""
    for byte in text.utf8 {
      let character = Character(UnicodeScalar(byte))
      if character.isASCII, character.isLetter || character.isNumber || "-._~".contains(character) {
        coded.append(character)
      } else {
        coded += "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
      }
    }
    return coded
  }

  private static func call(_ arguments: [String], input: Command.Input = .nothing) -> Command {
    var command = Command(program, arguments, input: input, environment: environment, limit: limit)
    command.inheritance = .listed(variables)
    return command
  }

  /// What it gets of the operator's variables (https://cli.github.com/manual/gh_help_environment).
  package static let variables = ["GH_*", "GITHUB_TOKEN", "GITHUB_ENTERPRISE_TOKEN"]

  /// No questions, no colours, no notes about updates; also where the operator's shell asks for them.
  private static let environment = [
    "GH_PROMPT_DISABLED": "1", "NO_COLOR": "1", "CLICOLOR_FORCE": "0", "GH_FORCE_TTY": "",
    "GH_NO_UPDATE_NOTIFIER": "1",
  ]
}
