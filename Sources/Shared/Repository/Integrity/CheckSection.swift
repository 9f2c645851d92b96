import KBText

/// Where checks are configured in a file that holds other things, too.
enum CheckSection {
  /// Scripts and settings of `package.json` and its like, by their keys.
  case members
  /// Below a line such as `[tool.pytest.ini_options]`.
  case sections
  /// A rule and its recipe: `test: build`.
  case rules
  /// Single lines.
  case lines

  private static let kinds: [(CheckSection, [String])] = [
    (.members, ["package.json", "composer.json", "deno.json", "deno.jsonc"]),
    (.sections, ["pyproject.toml", "setup.cfg", "tox.ini", "cargo.toml"]),
    (.rules, ["makefile", "gnumakefile", "justfile"]),
    (
      .lines,
      [
        "pom.xml", "build.gradle", "build.gradle.kts", "package.swift", "cmakelists.txt", "rakefile", "mix.exs",
        "directory.build.props", "tsconfig.json", "tsconfig.base.json",
      ]
    ),
  ]

  /// nil where it is no such file.
  init?(path: String) {
    let name = (path.split(separator: "/").last ?? "").lowercased()
    guard let kind = Self.kinds.first(where: { $0.1.contains(name) }) else { return nil }
    self = kind.0
  }

  /// Words by which a script, a rule or a line is about checks.
  private static let words = ["test", "lint", "check", "cover", "verify", "typecheck", "validate"]
  /// Settings that stand at the top of `package.json`.
  private static let programs: Set = [
    "jest", "mocha", "ava", "nyc", "c8", "tap", "vitest", "eslintConfig", "lint-staged", "stylelint", "xo",
  ]
  /// How names of sections begin.
  private static let names = [
    "tool.pytest", "tool.coverage", "tool.ruff", "tool.mypy", "tool.pyright", "tool.pylint", "tool.tox", "tool.nox",
    "tool:pytest", "coverage:", "flake8", "mypy", "pytest", "testenv", "tox", "pylint", "lints", "workspace.lints",
    "[test", "profile.test", "tool.hatch.envs",
  ]
  /// What single lines say of checks.
  private static let phrases = [
    "testTarget", "skipTests", "maven.test", "surefire", "failsafe", "jacoco", "kover", "useJUnit", "ignoreFailures",
    "testFailureIgnore", "add_test", "enable_testing", "test_coverage", "ExUnit", "RSpec", "Rake::Test", "threshold",
    "TreatWarningsAsErrors", "WarningsAsErrors", "\"strict", "noImplicit", "noUnused", "noUnchecked", "strictNull",
    "treatAllWarnings", "warnings_as_errors", "-Werror", "-Wall",
  ]

  /// What a line that is new says where it takes something away.
  private static let loosening = ["skip", "ignore", "exclude", "false", "disable"]

  /// Names of the parts that count and are not the same any more. A script, rule or line that is new takes nothing away,
  /// unless it says so.
  func changes(from old: String, to new: String) -> [String] {
    let (old, new) = (parts(of: old), parts(of: new))
    return Set(old.keys).union(new.keys).sorted().filter { name in
      guard old[name] == nil else { return old[name] != new[name] }
      switch self {
      case .members: return Self.programs.contains(name)
      case .sections: return true
      case .rules: return false
      case .lines: return Self.loosening.contains { name.lowercased().contains($0) }
      }
    }
  }

  /// Each part that counts, by a name for people.
  private func parts(of text: String) -> [String: String] {
    switch self {
    case .members: Self.members(of: text)
    case .sections:
      Self.blocks(of: text) { line in
        guard line.hasPrefix("["), let end = line.lastIndex(of: "]") else { return nil }
        return String(line[line.index(after: line.startIndex)..<end])
      } isWanted: { name in
        Self.names.contains(where: name.hasPrefix)
      }
    case .rules:
      Self.blocks(of: text) { line in
        guard let first = line.first, first.isLetter, let colon = line.firstIndex(of: ":"),
          line[colon...].dropFirst().first != "="
        else { return nil }
        return String(line[..<colon].prefix { $0 != " " })
      } isWanted: { name in
        Self.isAboutChecks(name)
      }
    case .lines:
      Dictionary(
        text.utf8Lines.map { String($0.trimming(\.isWhitespace)) }
          .filter { line in Self.phrases.contains { line.contains($0) } }.map { ($0, "1") },
        uniquingKeysWith: { $0 + $1 })
    }
  }

  private static func isAboutChecks(_ name: String) -> Bool {
    name.lowercased().split { !$0.isLetter }.contains { part in words.contains { part.hasPrefix($0) } }
  }

  /// Blocks of lines, each from the line that has its name on.
  private static func blocks(
    of text: String, name: (String) -> String?, isWanted: (String) -> Bool
  ) -> [String: String] {
    var blocks: [String: String] = [:]
    var current: String?
    for line in text.utf8Lines {
      if let name = name(line) { current = isWanted(name) ? name : nil }
      let words = line.split(whereSeparator: \.isWhitespace).joined(separator: " ")
      if let current, !words.isEmpty, !words.hasPrefix("#") { blocks[current, default: ""] += words + "\n" }
    }
    return blocks
  }

  private static func members(of text: String) -> [String: String] {
    var parts: [String: String] = [:]
    for program in programs { parts[program] = value(of: program, in: text) }
    for group in ["scripts", "tasks"] {
      guard let scripts = JSONMember.text(of: group, in: text) else { continue }
      for script in names(in: scripts) where isAboutChecks(script) {
        parts["\(group).\(script)"] = value(of: script, in: scripts)
      }
    }
    return parts
  }

  private static func value(of name: String, in object: String) -> String? {
    JSONMember.text(of: name, in: object).map { String($0.filter { !$0.isWhitespace }) }
  }

  /// Everything in quotes: what is no name of a member has no value.
  private static func names(in object: String) -> Set<String> {
    Set(object.split(separator: "\"", omittingEmptySubsequences: false).map(String.init))
  }
}
