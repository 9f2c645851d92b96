import Foundation
import TestSupport

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The stand-in for GitHub's command line program: its commands that krutrimbox uses, over a shared world.
enum GhProgram {
  /// What one start of the program works with.
  struct Context {
    let world: GitHubWorld
    let environment: [String: String]

    /// The token that requests carry: the environment's, else the stored login's; nil where there is none.
    func token() throws -> String? {
      for name in ["GH_TOKEN", "GITHUB_TOKEN"] {
        if let token = environment[name], !token.isEmpty { return token }
      }
      let state = try world.state
      return state.isLoggedOut ? nil : state.tokens.first { $0.login == state.operatorLogin }?.token
    }

    /// Where the token comes from, as `gh auth status` says it.
    var tokenSource: String {
      ["GH_TOKEN", "GITHUB_TOKEN"].first { environment[$0]?.isEmpty == false } ?? "keyring"
    }
  }

  /// Runs the program and ends the process.
  static func run(_ arguments: [String]) {
    signal(SIGPIPE, SIG_IGN)
    let environment = ProcessInfo.processInfo.environment
    if arguments == ["--version"] || arguments == ["version"] { end(out: version) }
    guard let directory = environment[GitHubWorld.environmentVariable] else {
      end(1, errors: "the gh double needs \(GitHubWorld.environmentVariable): the directory of a world\n")
    }
    let context = Context(world: GitHubWorld(directory: directory), environment: environment)
    do {
      switch (arguments.first, arguments.dropFirst().first) {
      case ("api", _): try GhApi(context: context).run(Array(arguments.dropFirst()))
      case ("auth", "status"): try GhAuth(context: context).status()
      case ("auth", "token"): try GhAuth(context: context).token()
      // Its default where nobody has set another (cli.github.com/manual/gh_config).
      case ("config", "get") where arguments.contains("git_protocol"): end(out: "https\n")
      case (let command, _):
        end(1, errors: "the gh double does not play \"gh \(command ?? "")\": krutrimbox talks to GitHub by `gh api`\n")
      }
    } catch {
      end(1, errors: "\(error)\n")
    }
  }

  /// Writes what there is to say and ends the process.
  static func end(_ status: Int32 = 0, out: String = "", errors: String = "") -> Never {
    end(status, out: Array(out.utf8), errors: errors)
  }

  /// Writes what there is to say and ends the process.
  static func end(_ status: Int32, out: [UInt8], errors: String = "") -> Never {
    write(out, to: 1)
    write(Array(errors.utf8), to: 2)
    exit(status)
  }

  private static func write(_ bytes: [UInt8], to descriptor: Int32) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { raw in
        #if canImport(Glibc)
          Glibc.write(descriptor, raw.baseAddress, raw.count)
        #else
          Darwin.write(descriptor, raw.baseAddress, raw.count)
        #endif
      }
      if count > 0 {
        rest = rest.dropFirst(count)
      } else if errno != EINTR {
        return
      }
    }
  }

  /// What the real program prints, which is also what it was measured with.
  private static let version = """
    gh version 2.103.3 (2026-10-26)
    https://github.com/cli/cli/releases/tag/v2.103.3

    """

  /// What `gh` says where it has no token at all, with exit status 4.
  static let loginNeeded = """
    To get started with GitHub CLI, please run:  gh auth login
    Alternatively, populate the GH_TOKEN environment variable with a GitHub API authentication token.

    """
}
