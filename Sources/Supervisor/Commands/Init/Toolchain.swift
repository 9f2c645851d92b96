#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// How a repository runs its tests, told from the files in its top folder. Pure.
enum Toolchain {
  /// The commands that run all tests, one for each toolchain that is used; empty where none is recognised.
  ///
  /// `text` gives the text of a file in the top folder; nil where there is none.
  static func testCommands(names: Set<String>, text: (String) -> String?) -> [[String]] {
    var commands: [[String]] = []
    if names.contains("Package.swift") { commands.append(["swift", "test"]) }
    if names.contains("package.json"), let script = script(names, text) { commands.append(script) }
    if names.contains("Cargo.toml") { commands.append(["cargo", "test"]) }
    if names.contains("go.mod") { commands.append(["go", "test", "./..."]) }
    if let python = python(names) { commands.append(python) }
    if names.contains("Gemfile"), names.contains("Rakefile") { commands.append(["bundle", "exec", "rake"]) }
    if names.contains("mix.exs") { commands.append(["mix", "test"]) }
    if names.contains("composer.json") { commands.append(["composer", "test"]) }
    if names.contains("gradlew") {
      commands.append(["./gradlew", "test"])
    } else if names.contains("mvnw") {
      commands.append(["./mvnw", "-q", "test"])
    } else if names.contains("pom.xml") {
      commands.append(["mvn", "-q", "test"])
    }
    if names.contains(where: { $0.hasSuffix(".sln") || $0.hasSuffix(".slnx") }) { commands.append(["dotnet", "test"]) }
    let makefile = ["Makefile", "makefile", "GNUmakefile"].first(where: names.contains)
    if commands.isEmpty, let makefile, text(makefile).map(hasTestTarget) == true { commands.append(["make", "test"]) }
    return commands
  }

  /// The package's own test script with the program that its lock file is of.
  private static func script(_ names: Set<String>, _ text: (String) -> String?) -> [String]? {
    guard let json = text("package.json"),
      let package = try? JSONDecoder().decode(NodePackage.self, from: Data(json.utf8)),
      let test = package.scripts?["test"], !test.contains("no test specified")
    else { return nil }
    let byLock = [
      ("pnpm-lock.yaml", "pnpm"), ("yarn.lock", "yarn"), ("bun.lock", "bun"), ("bun.lockb", "bun"),
      ("package-lock.json", "npm"),
    ]
    let named = package.packageManager.map { String($0.prefix { $0 != "@" }) }
    let known = named.flatMap { name in ["npm", "pnpm", "yarn", "bun"].contains(name) ? name : nil }
    let program = byLock.first { names.contains($0.0) }?.1 ?? known ?? "npm"
    // `bun test` is another thing than the script.
    return program == "bun" ? ["bun", "run", "test"] : [program, "test"]
  }

  private static func python(_ names: Set<String>) -> [String]? {
    let signs = ["pyproject.toml", "setup.py", "setup.cfg", "pytest.ini", "tox.ini"]
    guard signs.contains(where: names.contains) else { return nil }
    if names.contains("uv.lock") { return ["uv", "run", "pytest"] }
    if names.contains("poetry.lock") { return ["poetry", "run", "pytest"] }
    return ["python3", "-m", "pytest"]
  }

  private static func hasTestTarget(_ makefile: String) -> Bool {
    makefile.split(whereSeparator: \.isNewline).contains { $0.hasPrefix("test:") || $0.hasPrefix("test :") }
  }

  private struct NodePackage: Decodable {
    let scripts: [String: String]?
    let packageManager: String?
  }
}
