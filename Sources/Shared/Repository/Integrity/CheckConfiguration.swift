import KBText

/// Files that say what is checked, and how strictly. Pure.
struct CheckConfiguration {
  /// Files of which all counts. Sources: the documentation of the program that each is named after.
  private static let whole = [
    // What a push starts.
    ".github/workflows/**", ".github/actions/**", ".gitlab-ci.yml", ".gitlab/**", ".circleci/**", ".buildkite/**",
    ".travis.yml", "azure-pipelines.yml", "Jenkinsfile", ".drone.yml", "appveyor.yml", "bitbucket-pipelines.yml",
    ".cirrus.yml", ".woodpecker/**", ".woodpecker.yml", ".pre-commit-config.*", "**/.husky/**", "**/lefthook.*",
    // What runs tests.
    "**/jest.config.*", "**/jest.setup.*", "**/vitest.config.*", "**/vitest.workspace.*", "**/vitest.setup.*",
    "**/playwright.config.*", "**/cypress.config.*", "**/karma.conf.*", "**/.mocharc*", "**/ava.config.*",
    "**/wdio.conf.*", "**/pytest.ini", "**/conftest.py", "**/noxfile.py", "**/.rspec", "**/phpunit.xml*",
    "**/phpunit.dist.xml", "**/*.xctestplan", "**/*.runsettings", "**/xunit.runner.json",
    "**/junit-platform.properties", "**/nextest.toml", "**/CTestConfig.cmake", "**/CTestCustom.cmake",
    "**/dart_test.yaml",
    // What measures coverage.
    "**/.nycrc*", "**/.c8rc*", "**/.coveragerc", "**/codecov.yml", "**/.codecov.yml", "**/codecov.yaml",
    "**/.codecov.yaml", "**/.simplecov", "**/tarpaulin.toml", "**/.tarpaulin.toml", "**/.coveralls.yml",
    "**/sonar-project.properties",
    // What reads the code.
    "**/.eslintrc*", "**/eslint.config.*", "**/.eslintignore", "**/biome.json*", "**/.oxlintrc*", "**/.swiftlint.yml",
    "**/.swift-format", "**/ruff.toml", "**/.ruff.toml", "**/.flake8", "**/mypy.ini", "**/.mypy.ini",
    "**/pyrightconfig.json", "**/.pylintrc", "**/pylintrc", "**/.golangci.*", "**/clippy.toml", "**/.clippy.toml",
    "**/.rubocop*.yml", "**/phpstan*.neon*", "**/psalm.xml*", "**/.clang-tidy", "**/checkstyle*.xml",
    "**/detekt*.yml", "**/.stylelintrc*",
  ].map(PathPattern.init)

  /// Words of `verify.commands` that may be files of the repository.
  private let named: Set<String>

  /// `commands` are those of `verify.commands`.
  init(commands: [[String]]) {
    named = Set(commands.joined().map { $0.hasPrefix("./") ? String($0.dropFirst(2)) : $0 })
  }

  /// Whether all of a file counts.
  func isWhole(_ path: String, _ folded: FoldedPath) -> Bool {
    named.contains(path) || Self.whole.contains { $0.matches(folded) }
  }
}
