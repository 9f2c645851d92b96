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
    for (key, value) in FlatJSON.of(Array(text.utf8)) {
      if programs.contains(key) { parts[key] = value }
      guard key == "scripts" || key == "tasks" else { continue }
      for (script, command) in FlatJSON.of(Array(value.utf8)) where isAboutChecks(script) {
        parts["\(key).\(script)"] = command
      }
    }
    return parts
  }
}

/// The members of a JSON object as they are written, without blanks. What is no object has none.
enum FlatJSON {
  static func of(_ bytes: [UInt8]) -> [(key: String, value: String)] {
    var members: [(key: String, value: String)] = []
    var depth = 0
    var isText = false
    var piece: [UInt8] = []
    var key: [UInt8]?
    var index = 0
    func add() {
      if let key { members.append((String(decoding: key.dropFirst().dropLast(), as: UTF8.self), text(piece))) }
      piece = []
    }
    while index < bytes.count {
      let byte = bytes[index]
      if isText {
        piece.append(byte)
        if byte == UInt8(ascii: "\\"), index + 1 < bytes.count {
          index += 1
          piece.append(bytes[index])
        } else if byte == UInt8(ascii: "\"") {
          isText = false
        }
      } else if byte > 0x20 {
        if "}]".utf8.contains(byte) { depth -= 1 }
        if depth == 1, byte == UInt8(ascii: ":"), key == nil {
          (key, piece) = (piece, [])
        } else if depth == 1 && byte == UInt8(ascii: ",") || depth == 0 && byte == UInt8(ascii: "}") {
          add()
          key = nil
        } else if depth > 0 {
          piece.append(byte)
        }
        if "{[".utf8.contains(byte) { depth += 1 }
        if byte == UInt8(ascii: "\"") { isText = true }
      }
      index += 1
    }
    return members
  }

  private static func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }
}
