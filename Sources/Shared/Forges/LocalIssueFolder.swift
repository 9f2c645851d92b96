import KBFailures
import KBSystem
import KBText

/// `.krutrimbox/issues/` in the working tree.
struct LocalIssueFolder {
  /// The most an issue file may hold, in bytes.
  static let limit = 1 << 20
  static let name = ".krutrimbox/issues"

  /// The working tree's top folder, without symbolic links.
  private let root: String

  init(checkout: String) {
    root = Files.resolved(checkout) ?? checkout
  }

  /// All issues, by number; none where there is no folder.
  ///
  /// - Throws: KB-P010 for the first file that can't be read: one that is left out could be an issue of any PRD.
  func issues() throws(ExpectedFailure) -> [Int: LocalIssueFile] {
    let folder = "\(root)/\(Self.name)"
    guard Files.mayExist(folder) else { return [:] }
    guard let resolved = Files.resolved(folder), resolved.hasPrefix(root + "/") else {
      throw .localIssueUnreadable(Self.name, "it is a symbolic link that leaves the repository")
    }
    let names: [String]
    do {
      names = try Files.list(resolved)
    } catch {
      throw .localIssueUnreadable(Self.name, error.description)
    }
    var issues: [Int: LocalIssueFile] = [:]
    for name in names where Self.isIssue(name) {
      let issue = try read(name)
      if let other = issues[issue.number] {
        let first = SafeText.quotable(String(other.path.split(separator: "/").last ?? ""))
        throw Self.unreadable(name, "its number \(issue.number) is that of \(first) too")
      }
      issues[issue.number] = issue
    }
    for issue in issues.values.sorted(by: { $0.number < $1.number }) {
      guard let parent = issue.parent, issues[parent] == nil else { continue }
      throw Self.unreadable(
        String(issue.path.split(separator: "/").last ?? ""), "there is no file of its parent #\(parent)")
    }
    return issues
  }

  /// The file of an issue, read or not; nil where there is none.
  func path(of number: Int) -> String? {
    let names = Files.names(in: "\(root)/\(Self.name)")
    return names.first { LocalIssueFile.number(of: $0) == number }.map { "\(root)/\(Self.name)/\($0)" }
  }

  /// Everything that could be meant as an issue. Hidden files, a README and what is no Markdown are not.
  private static func isIssue(_ name: String) -> Bool {
    let lower = name.lowercased()
    return !name.hasPrefix(".") && lower != "readme.md" && (lower.hasSuffix(".md") || lower.hasSuffix(".markdown"))
  }

  private func read(_ name: String) throws(ExpectedFailure) -> LocalIssueFile {
    guard let number = LocalIssueFile.number(of: name) else {
      throw Self.unreadable(
        name, "its name is not <number>-<slug>.md with a number below \(LocalIssueFile.numberLimit)")
    }
    let path = "\(root)/\(Self.name)/\(name)"
    guard let resolved = Files.resolved(path) else { throw Self.unreadable(name, "it can't be reached") }
    guard resolved.hasPrefix(root + "/") else {
      throw Self.unreadable(name, "it is a symbolic link that leaves the repository")
    }
    let bytes: [UInt8]
    do {
      bytes = try Files.read(resolved, limit: Self.limit)
    } catch {
      throw Self.unreadable(name, error.why)
    }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw Self.unreadable(name, "it is not UTF-8 text")
    }
    do {
      return try LocalIssueFile(number: number, path: path, text: text)
    } catch {
      throw Self.unreadable(name, error.why)
    }
  }

  private static func unreadable(_ name: String, _ why: String) -> ExpectedFailure {
    .localIssueUnreadable("\(Self.name)/\(SafeText.quotable(name))", why)
  }
}
