#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The environment of this process, and so of all that it starts. Read once, in the entry point.
package enum ProcessEnvironment {
  /// Without what git would take for a word about the repository or the commit that it is called for, and with absolute
  /// folders in PATH alone.
  package static var current: [String: String] {
    withoutRepository(all).merging(all["PATH"].map { ["PATH": absolute($0)] } ?? [:]) { $1 }
  }

  /// PATH without folders that depend on where a program is started, such as `./bin` or an empty one: programs are started in
  /// folders that agents write. Pure.
  static func absolute(_ path: String) -> String {
    path.split(separator: ":").filter { $0.hasPrefix("/") }.joined(separator: ":")
  }

  /// Variables that name one repository to git (`git rev-parse --local-env-vars`): a hook or an alias that calls kb has
  /// them, and krutrimbox works on other repositories too. `GIT_CONFIG_COUNT` is in git's list as well and is kept: people
  /// set it as they write `~/.gitconfig`.
  private static let repositoryVariables: Set<String> = [
    "GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_CONFIG", "GIT_CONFIG_PARAMETERS", "GIT_OBJECT_DIRECTORY", "GIT_DIR",
    "GIT_WORK_TREE", "GIT_IMPLICIT_WORK_TREE", "GIT_GRAFT_FILE", "GIT_INDEX_FILE", "GIT_NO_REPLACE_OBJECTS",
    "GIT_REPLACE_REF_BASE", "GIT_PREFIX", "GIT_INTERNAL_SUPER_PREFIX", "GIT_SHALLOW_FILE", "GIT_COMMON_DIR",
  ]

  /// The environment without the variables that name a repository, or who makes a commit and when: git's configuration
  /// says that. Pure.
  static func withoutRepository(_ environment: [String: String]) -> [String: String] {
    environment.filter { name, _ in
      !repositoryVariables.contains(name) && !name.hasPrefix("GIT_AUTHOR_") && !name.hasPrefix("GIT_COMMITTER_")
    }
  }

  private static var all: [String: String] {
    var values: [String: String] = [:]
    var entry = environ
    while let text = entry.pointee {
      let line = String(cString: text)
      if let equals = line.firstIndex(of: "=") {
        values[String(line[..<equals])] = String(line[line.index(after: equals)...])
      }
      entry += 1
    }
    return values
  }
}
