/// What lies in clones beside work, and is known by its name: what toolchains build or fetch, and what programs drop.
/// Sources: github/gitignore (the file named in each row) and the toolchains' own documentation.
package enum BuildLeavings {
  /// A folder that a toolchain fills, and can fill again.
  struct Folder: Equatable, Sendable {
    let name: String
    /// A file that names the toolchain must lie beside the folder or above it. Empty where the name alone says enough.
    let beside: [String]

    init(_ name: String, beside: [String] = []) {
      self.name = name
      self.beside = beside
    }
  }

  private static let node = ["package.json", "deno.json"]
  private static let python = ["pyproject.toml", "setup.py", "setup.cfg", "requirements.txt"]
  private static let jvm = [
    "pom.xml", "build.gradle", "build.gradle.kts", "settings.gradle", "settings.gradle.kts", "build.sbt", "build.xml",
  ]
  private static let dotnet = ["*.csproj", "*.fsproj", "*.vbproj", "*.sln", "*.slnx"]
  private static let native = ["CMakeLists.txt", "meson.build", "Makefile", "configure.ac", "BUILD.bazel"]

  /// Names that people give to their own folders as well count beside their toolchain's file alone.
  static let folders: [Folder] =
    // Node.gitignore, and what frameworks document as their output.
    ["node_modules", "bower_components", "jspm_packages", "web_modules", ".npm", ".yarn", ".pnpm-store", ".pnp"].named
    + [".next", ".nuxt", ".output", ".svelte-kit", ".astro", ".angular", ".turbo", ".parcel-cache", ".nyc_output"].named
    + [".vite", ".docusaurus", ".vercel", ".wrangler", ".nx", ".eslintcache", ".stylelintcache", ".cache"].named
    + ["dist", "build", "out", "coverage", "lib-cov", "storybook-static"].beside(node)
    // Python.gitignore.
    + ["__pycache__", ".venv", ".tox", ".nox", ".eggs", ".mypy_cache", ".pytest_cache", ".ruff_cache", ".pytype"].named
    + [".hypothesis", ".ipynb_checkpoints", "htmlcov", "__pypackages__", ".pixi", ".uv-cache"].named
    + ["venv", "env", "build", "dist", "wheels", "sdist", "develop-eggs", "site"].beside(python)
    // Rust.gitignore, Maven.gitignore, Gradle.gitignore, Scala.gitignore.
    + ["target"].beside(["Cargo.toml"] + jvm) + [".gradle", ".bsp", ".metals", ".bloop"].named
    + ["build", "out", "bin"].beside(jvm)
    // Swift.gitignore, Objective-C.gitignore: SwiftPM, Xcode, CocoaPods, Carthage.
    + [".build", "DerivedData", ".swiftpm", "xcuserdata"].named + ["Pods"].beside(["Podfile"])
    + ["Carthage"].beside(["Cartfile"])
    // Go.gitignore, Composer.gitignore, Ruby.gitignore.
    + ["vendor"].beside(["go.mod", "composer.json", "Gemfile"]) + [".bundle"].named
    // VisualStudio.gitignore.
    + ["bin", "obj", "packages", "TestResults", "artifacts"].beside(dotnet) + [".vs"].named
    // Elixir.gitignore, Erlang.gitignore, Haskell.gitignore, OCaml.gitignore, Dart.gitignore, Elm.gitignore.
    + ["deps", "_build", "cover"].beside(["mix.exs", "rebar.config"]) + ["_build", "_opam"].beside(["dune-project"])
    + [".elixir_ls", ".stack-work", "dist-newstyle", ".dart_tool", "elm-stuff"].named
    + ["build"].beside(["pubspec.yaml"])
    // CMake.gitignore, C.gitignore, and the guides of Meson and Bazel.
    + ["CMakeFiles", "_deps", "bazel-bin", "bazel-out", "bazel-testlogs", ".ccache"].named
    + ["build", "builddir", "out", "bin", "obj"].beside(native) + ["cmake-build-debug", "cmake-build-release"].named
    // Zig's and Terraform.gitignore's.
    + ["zig-cache", ".zig-cache", "zig-out"].named + [".terraform"].named

  /// Ends of names of files that compilers write beside their sources: C.gitignore, Python.gitignore, Java.gitignore.
  package static let endings = [
    ".o", ".obj", ".pyc", ".pyo", ".class", ".d", ".tsbuildinfo", ".gcda", ".gcno", ".lo", ".la",
  ]

  /// A file or folder that programs drop while they work, and nobody wants in a commit.
  struct Dropping: Equatable, Sendable {
    /// An extended regular expression for a path, from the top or from any folder.
    let pattern: String
    let source: String
  }

  static let droppings: [Dropping] = [
    Dropping(
      pattern:
        #"[.]claude/(settings[.]local[.]json|worktrees/.*|[^/]*[.]lock|todos/.*|shell-snapshots/.*|statsig/.*|projects/.*)"#,
      source: "code.claude.com/docs/en/settings (settings.local.json is personal), /en/common-workflows (worktrees)"),
    Dropping(
      pattern:
        #"[.]codex/(auth[.]json|history[.]jsonl|version[.]json|models_cache[.]json|sessions/.*|log/.*|tmp/.*|archived_sessions/.*|[^/]*[.]sqlite[^/]*)"#,
      source: "the codex documentation of its configuration: what CODEX_HOME holds beside its configuration"),
    Dropping(
      pattern:
        #"[.]aider([.](chat|input|llm)[.]history([.]md)?|[.]tags[.]cache[.]v[0-9]+/.*|[.]tags[.]cache[.]v[0-9]+)"#,
      source: "aider.chat/docs/config/options.html: history files and the repository map's cache"),
    Dropping(
      pattern: #"[.]cursor/(debug[.]log|worktrees/.*|chats/.*|plans/.*|[^/]*[.]log)"#,
      source: "cursor.com/docs: logs, chats and worktrees; rules, commands and mcp.json are work"),
    Dropping(
      pattern: #"[.][^/]*[.]sw[a-p]|[.]sw[a-p]|[^/]*~|[.]#[^/]*|#[^/]*#"#, source: "github/gitignore Vim, Emacs"),
    Dropping(pattern: #"[.]DS_Store|Thumbs[.]db|[.]nfs[0-9a-f]+"#, source: "github/gitignore macOS, Windows, Linux"),
    Dropping(pattern: #"core([.][0-9]+)?"#, source: "core(5); only where it is an ELF file"),
  ]

  /// The tables as an argument of the scripts: a row a line.
  package static let argument =
    (folders.map { (["folder", $0.name] + $0.beside).joined(separator: " ") } + endings.map { "ending \($0)" }
    + ["dropping (^|/)(\(droppings.map(\.pattern).joined(separator: "|")))$"]).joined(separator: "\n")
}

extension BuildLeavings {
  /// For each toolchain that fills a folder of this name, the files that tell of it; empty where the name says enough.
  package static func toolchains(of folder: String) -> [[String]] { folders.filter { $0.name == folder }.map(\.beside) }

  /// Whether a file that tells of a toolchain is among the names.
  package static func isNamed(_ toolchain: [String], among names: [String]) -> Bool {
    toolchain.contains { file in
      file.hasPrefix("*") ? names.contains { $0.hasSuffix(file.dropFirst()) } : names.contains(file)
    }
  }
}

extension [String] {
  fileprivate var named: [BuildLeavings.Folder] { map { BuildLeavings.Folder($0) } }

  fileprivate func beside(_ files: [String]) -> [BuildLeavings.Folder] {
    map { BuildLeavings.Folder($0, beside: files) }
  }
}
