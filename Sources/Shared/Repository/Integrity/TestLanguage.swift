/// A language whose tests krutrimbox can tell from other code.
enum TestLanguage: CaseIterable {
  case swift, script, python, go, rust, jvm, ruby, dotnet, php, c, elixir, dart, shell

  /// Ends of names of its files.
  var endings: [String] {
    switch self {
    case .swift: [".swift"]
    case .script: [".js", ".jsx", ".ts", ".tsx", ".mjs", ".cjs", ".mts", ".cts"]
    case .python: [".py"]
    case .go: [".go"]
    case .rust: [".rs"]
    case .jvm: [".java", ".kt", ".kts", ".groovy", ".scala"]
    case .ruby: [".rb"]
    case .dotnet: [".cs", ".fs", ".vb"]
    case .php: [".php"]
    case .c: [".c", ".cc", ".cpp", ".cxx", ".h", ".hh", ".hpp", ".m", ".mm"]
    case .elixir: [".ex", ".exs"]
    case .dart: [".dart"]
    case .shell: [".bats", ".sh"]
    }
  }

  /// Where its tests are by the conventions of its toolchain. Rust has them beside the code that they test.
  var globs: [String] {
    switch self {
    case .swift: ["**/Tests/**/*.swift", "**/*Tests/**/*.swift", "**/*Tests.swift", "**/*Test.swift"]
    case .script: ["**/*.test.*", "**/*.spec.*", "**/__tests__/**", "**/*.cy.*", "test/**", "tests/**", "e2e/**"]
    case .python: ["**/test_*.py", "**/*_test.py", "**/tests/**/*.py", "**/test/**/*.py", "**/tests.py"]
    case .go: ["**/*_test.go"]
    case .rust: ["**/*.rs"]
    case .jvm: ["**/src/*test*/**", "**/src/test/**", "**/*Test.*", "**/*Tests.*", "**/*Spec.*", "**/*IT.java"]
    case .ruby: ["**/*_spec.rb", "**/*_test.rb", "**/test_*.rb", "**/spec/**/*.rb", "**/test/**/*.rb"]
    case .dotnet: ["**/*Test.*", "**/*Tests.*", "**/*.Tests/**", "**/*.Test/**", "**/test/**", "**/tests/**"]
    case .php: ["**/tests/**/*.php", "**/test/**/*.php", "**/*Test.php"]
    case .c: ["**/test/**", "**/tests/**", "**/*Tests/**", "**/*test.*", "**/*tests.*", "**/test_*", "**/*Test.*"]
    case .elixir: ["**/*_test.exs"]
    case .dart: ["**/*_test.dart"]
    case .shell: ["**/*.bats", "**/tests/**/*.sh", "**/test/**/*.sh"]
    }
  }

  /// The language of a file by the end of its name; nil where it is none of them.
  init?(path: String) {
    guard let dot = path.lastIndex(of: ".") else { return nil }
    let ending = path[dot...].lowercased()
    guard let known = Self.allCases.first(where: { $0.endings.contains(ending) }) else { return nil }
    self = known
  }

  /// How comments and strings are written.
  var lexis: CodeText.Lexis {
    switch self {
    case .swift: CodeText.Lexis(quotes: "\"", hasTriples: true)
    case .script: CodeText.Lexis(quotes: "\"'", raw: "`")
    case .python: CodeText.Lexis(comment: "#", hasBlocks: false, quotes: "\"'", hasTriples: true)
    case .go: CodeText.Lexis(quotes: "\"'", raw: "`")
    case .rust: CodeText.Lexis(quotes: "\"")
    case .jvm, .dotnet, .dart: CodeText.Lexis(quotes: "\"'", hasTriples: true)
    case .php, .c: CodeText.Lexis(quotes: "\"'")
    case .ruby, .shell: CodeText.Lexis(comment: "#", hasBlocks: false, quotes: "\"'")
    case .elixir: CodeText.Lexis(comment: "#", hasBlocks: false, quotes: "\"", hasTriples: true)
    }
  }
}
