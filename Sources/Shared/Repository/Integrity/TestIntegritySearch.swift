import KBFailures
import KBText

/// Looks for what a branch does to tests and checks: on the host, in git's objects alone, within limits.
package struct TestIntegritySearch {
  /// Globs of `verify.tests`; nil stands for the conventions of the toolchains.
  private let globs: [PathPattern]?
  private let configuration: CheckConfiguration

  /// The most files that are read, and the most bytes of each and of all together.
  static let mostFiles = 1000
  static let mostBytes = 1 << 19
  static let mostOfAll = 8 << 20

  /// `tests` are the globs of `verify.tests`, nil where there are none; `commands` those of `verify.commands`.
  package init(tests: [String]?, commands: [[String]]) {
    globs = tests.map { $0.map(PathPattern.init) }
    configuration = CheckConfiguration(commands: commands)
  }

  /// What the branch with this tip has done since it left `base`. Throws `StopRequested`, KB-M007, and KB-R005 where git does
  /// not tell.
  package func search(since base: String, of tip: String, in git: PlainGit) throws -> TestIntegrity {
    let changed = try git.changedPaths(since: base, of: tip)
    let sorted = changed.compactMap(candidate)
    let wanted = sorted.filter(\.isRead).prefix(Self.mostFiles)
    let blobs = try git.blobs(
      wanted.flatMap { [$0.change.oldObject, $0.change.newObject] }, most: Self.mostBytes, ofAll: Self.mostOfAll)
    return judge(sorted, blobs, moved: Set(changed.filter { !$0.isRemoval }.map(\.newObject)))
  }

  /// The files of tests that the branch has added or changed since it left `base`, with nothing of the code that they
  /// test. Throws as `search` does.
  func newTests(since base: String, of tip: String, in git: PlainGit) throws -> [ChangedPath] {
    try git.changedPaths(since: base, of: tip).filter { change in
      guard let found = candidate(change), found.isTest, !change.isRemoval else { return false }
      // Beside the code that they test, as in Rust, they would bring that code.
      return globs != nil || found.language?.keepsTestsApart(FoldedPath(change.path)) == true
    }
  }

  /// A changed path that is about tests or checks.
  struct Candidate {
    let change: ChangedPath
    let path: String
    /// nil where it is no test, or one of a language that krutrimbox does not know.
    let language: TestLanguage?
    let isTest: Bool
    let isConfiguration: Bool
    let section: CheckSection?

    /// Whether its content is needed.
    var isRead: Bool { language != nil || section != nil }
  }

  private func candidate(_ change: ChangedPath) -> Candidate? {
    let isFile = [change.oldMode, change.newMode].allSatisfy { $0 == .file || $0 == .program || $0 == .absent }
    let path = String(decoding: change.path, as: UTF8.self)
    let folded = FoldedPath(change.path)
    let language = TestLanguage(path: path)
    let isTest = isFile && (globs ?? language?.patterns ?? []).contains { $0.matches(folded) }
    let isConfiguration = configuration.isWhole(path, folded)
    let section = isFile && !isConfiguration ? CheckSection(path: path) : nil
    guard isTest || isConfiguration || section != nil else { return nil }
    return Candidate(
      change: change, path: path, language: isTest ? language : nil, isTest: isTest, isConfiguration: isConfiguration,
      section: section)
  }

  /// Pure. `blobs` has the contents that were read, by object; `moved` the objects that the commit has at changed paths.
  func judge(_ candidates: [Candidate], _ blobs: [String: [UInt8]], moved: Set<String>) -> TestIntegrity {
    var files: [ChangedTestFile] = []
    var settings: [TestChange] = []
    var unread = 0
    for candidate in candidates {
      let change = candidate.change
      let (wasThere, isThere) = (!change.isNew, !change.isRemoval)
      let (old, new) = (blobs[change.oldObject], blobs[change.newObject])
      let isKnown = (!wasThere || old != nil) && (!isThere || new != nil)
      if candidate.isTest {
        if candidate.language != nil, !isKnown { unread += 1 }
        let isMoved = !isThere && moved.contains(change.oldObject)
        // Without a language, all that can be told is that a file is gone.
        if candidate.language == nil ? globs != nil && !isMoved : !(isMoved && old == nil) {
          files.append(
            ChangedTestFile(
              path: candidate.path, language: candidate.language, old: isKnown ? old : nil, new: isKnown ? new : nil,
              wasThere: wasThere, isThere: isThere))
        }
      }
      let kind: TestChange.FileChange = !wasThere ? .added : isThere ? .changed : .removed
      if candidate.isConfiguration {
        settings.append(.checks(path: candidate.path, change: kind, what: []))
      } else if let section = candidate.section, wasThere {
        let what = section.changes(from: Self.text(old), to: Self.text(new))
        if !isKnown {
          settings.append(.checks(path: candidate.path, change: kind, what: []))
        } else if !what.isEmpty {
          settings.append(.checks(path: candidate.path, change: kind, what: what))
        }
      }
    }
    return TestIntegrity(changes: TestComparison(files).changes + settings, unread: unread)
  }

  private static func text(_ bytes: [UInt8]?) -> String { String(decoding: bytes ?? [], as: UTF8.self) }
}

extension TestLanguage {
  private static let all = Dictionary(
    uniqueKeysWithValues: allCases.map { ($0, $0.globs.map(PathPattern.init)) })

  /// `globs`, ready to match.
  fileprivate var patterns: [PathPattern] { Self.all[self] ?? [] }

  private static let apart = [PathPattern("tests/**"), PathPattern("**/tests/**")]

  /// Whether a file of tests holds nothing of the code that they test.
  fileprivate func keepsTestsApart(_ path: FoldedPath) -> Bool {
    self != .rust || Self.apart.contains { $0.matches(path) }
  }
}
