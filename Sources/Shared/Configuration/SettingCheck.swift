import KBDomain
import KBText

/// What a single setting may be, wherever it comes from: the configuration file, a flag or the environment. Each check
/// gives what is wrong as a part of a sentence (`must …`), nil where nothing is.
package enum SettingCheck {
  /// How many PRDs may be worked on at once.
  package static let parallel = 1...64
  package static let efforts = ["low", "medium", "high", "xhigh", "max"]

  package static func parallel(_ count: Int) -> String? {
    parallel.contains(count) ? nil : "must be from \(parallel.lowerBound) to \(parallel.upperBound), not \(count)"
  }

  package static func effort(_ effort: String) -> String? {
    efforts.contains(effort) ? nil : "must be one of \(efforts.joined(separator: ", ")), not \(quoted(effort))"
  }

  /// A login as GitHub gives them out, bots (`name[bot]`) and managed users (`name_company`) included.
  package static func login(_ login: String) -> String? {
    if login.hasPrefix("@") { return "must be a login without `@`, not \(quoted(login))" }
    let name = login.hasSuffix("[bot]") ? login.dropLast(5) : login[...]
    let isPlausible =
      (1...100).contains(name.utf8.count) && !name.hasPrefix("-")
      && name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-" || $0 == "_") }
    return isPlausible ? nil : "must be a login such as alice, not \(quoted(login))"
  }

  /// A repository of GitHub: `owner/name`, or `host/owner/name` for a GitHub server of one's own.
  package static func repository(_ name: String) -> String? {
    RepositoryIdentity(fullName: name) != nil ? nil : "must be a repository such as acme/webapp, not \(quoted(name))"
  }

  /// A path pattern, from the repository's top.
  package static func glob(_ glob: String) -> String? {
    let isPath = !glob.isEmpty && !glob.hasPrefix("/") && !glob.contains("\0")
    return isPath && !glob.split(separator: "/").contains("..")
      ? nil : "must be a glob relative to the repository, not \(quoted(glob))"
  }

  /// A branch name as `git check-ref-format` wants it.
  package static func branch(_ branch: String) -> String? {
    let parts = branch.split(separator: "/", omittingEmptySubsequences: false)
    let isRight =
      branch.utf8.count <= 200 && !branch.hasPrefix("-") && !branch.hasSuffix(".") && branch != "@"
      && branch.unicodeScalars.allSatisfy {
        $0.value > 0x20 && $0.value != 0x7F && !" ~^:?*[\\".unicodeScalars.contains($0)
      }
      && !branch.contains("..") && !branch.contains("@{")
      && parts.allSatisfy { !$0.isEmpty && !$0.hasPrefix(".") && !$0.hasSuffix(".lock") }
    if branch.hasPrefix("refs/") || branch.hasPrefix("origin/") {
      return "must be the branch's own name, such as main, not \(quoted(branch))"
    }
    return isRight ? nil : "must be a branch name, not \(quoted(branch))"
  }

  /// A model's name or an image's address: one word that no program takes for a flag.
  package static func word(_ word: String) -> String? {
    if word.isEmpty { return "must not be empty" }
    if word.hasPrefix("-") { return "must not start with `-`, as \(quoted(word)) does" }
    let isPlain = word.unicodeScalars.allSatisfy { $0.value > 0x20 && $0.value != 0x7F } && word.utf8.count <= 300
    return isPlain ? nil : "must be one word, not \(quoted(word))"
  }

  /// Text from a file, safe to show and in quotes.
  package static func quoted(_ text: String) -> String { "\"\(SafeText.quotable(text))\"" }

}
