import Foundation
import TestSupport
import Testing

@testable import Supervisor

/// A real zsh or fish that has loaded kb's completions, and a folder to type in.
struct CompletingShell {
  /// The folder that the line is typed in.
  var folder: String { root + "/here" }
  private let shell: Shell
  private let home = TestFolder("completion")
  private var root: String { home.path }

  enum Shell: String {
    case zsh, fish

    /// Tests skip where it is not.
    var isInstalled: Bool { ShortCommand.find(rawValue, ProcessInfo.processInfo.environment) != nil }

    fileprivate var script: String {
      let table = CompletionTable(CommandTable.all)
      return switch self {
      case .zsh: ZshCompletion.script(table)
      case .fish: FishCompletion.script(table)
      }
    }
  }

  init(_ shell: Shell) throws {
    self.shell = shell
    for path in [folder, root + "/functions"] {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }
    // The name that scripts/install gives to zsh's; fish does not care.
    try Data(shell.script.utf8).write(to: URL(fileURLWithPath: root + "/functions/_kb"))
    if shell == .zsh {
      try Data(Self.zshInner.utf8).write(to: URL(fileURLWithPath: root + "/inner.zsh"))
      try Data().write(to: URL(fileURLWithPath: root + "/offers"))
    }
  }

  /// What the shell offers when Tab is pressed at the end of this line, sorted, without descriptions.
  func offers(_ line: String) async throws -> [String] {
    let words: [String] =
      switch shell {
      case .zsh: ["zsh", "-f", "-c", Self.zshOuter, root, line]
      case .fish: ["fish", "--no-config", "-c", "source $argv[1]/functions/_kb; complete -C$argv[2]", root, line]
      }
    var environment = ProcessInfo.processInfo.environment
    environment["KB_ROOT"] = root
    environment["HOME"] = root
    let command = ShortCommand(words, environment: environment, directory: folder)
    let result = await onOwnThread { command.run() }
    #expect(result.status == 0 && result.errorText.isEmpty, "\(line): \(result.status) \(result.errorText)")
    let text = shell == .zsh ? try takeOffers() : result.text
    return text.split(separator: "\n").map { String($0.prefix { $0 != "\t" }) }.sorted()
  }

  private func takeOffers() throws -> String {
    let path = URL(fileURLWithPath: root + "/offers")
    defer { try? Data().write(to: path) }
    return try String(contentsOf: path, encoding: .utf8)
  }

  /// Types the line into another zsh on a terminal of its own, and waits for its end.
  private static let zshOuter = """
    zmodload zsh/zpty
    zpty inner zsh -f -i
    zpty -w inner 'source $KB_ROOT/inner.zsh'
    zpty -w -n inner "$1"$'\\t'
    while zpty -r inner seen; do :; done
    """

  /// Writes down each match and ends with the completion.
  private static let zshInner = """
    fpath=($KB_ROOT/functions $fpath)
    autoload -Uz compinit
    compinit -u -D
    bindkey '^I' complete-word
    compadd() {
      local -a hits
      if [[ "${(@)argv[1,(i)(-|--)]}" == *-[OAD]* ]]; then
        builtin compadd "$@"
        return
      fi
      builtin compadd -A hits "$@"
      (( $#hits )) && print -rl -- $hits >> $KB_ROOT/offers
      builtin compadd "$@"
    }
    comppostfuncs=(exit)
    """
}
