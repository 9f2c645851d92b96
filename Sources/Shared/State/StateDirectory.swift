#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif
package import KBDomain
package import KBFailures
import KBSystem
import KBText

/// The user's state directory: claims, journals, logs, local sandboxes. Private to the user.
///
///     prds/<host>/<owner>/<name>/prd-<n>.claim     the lock, and who holds it
///     prds/<host>/<owner>/<name>/prd-<n>.journal   what has been done for the PRD
///     brake.json                                   the operator's brake
///     usage-limits/                                what sessions were told of usage limits
///     runs/<run>/                                  logs and events of one run
///     sandboxes/<name>/                            sandboxes of the local backend
///     smoke/<name>.json                            the sandbox of a smoke test, and the lock of that test
package struct StateDirectory: Equatable, Sendable {
  /// Absolute path.
  package let root: String

  /// `KB_STATE_HOME`, else `$XDG_STATE_HOME/krutrimbox`, else `~/.local/state/krutrimbox`.
  package static func path(environment: [String: String]) throws(ExpectedFailure) -> String {
    func value(_ name: String) -> String? { environment[name].flatMap { $0.isEmpty ? nil : $0 } }
    if let own = value("KB_STATE_HOME") { return own }
    if let xdg = value("XDG_STATE_HOME"), xdg.hasPrefix("/") { return xdg + "/krutrimbox" }
    guard let home = value("HOME") else {
      throw .stateDirectoryUnusable("(unknown)", "neither KB_STATE_HOME, XDG_STATE_HOME nor HOME is set")
    }
    return home + "/.local/state/krutrimbox"
  }

  /// Creates the directory where it is missing and checks that it is the user's alone, on a local disk.
  /// Throws KB-M003 or KB-M004.
  package init(opening path: String) throws(ExpectedFailure) {
    guard path.hasPrefix("/") else {
      throw .stateDirectoryUnusable(path, "the path is not absolute")
    }
    root = path
    try Self.makeDirectories(path)
    var info = stat()
    guard lstat(path, &info) == 0 else { throw .stateDirectoryUnusable(path, SystemFailure("look at it").description) }
    guard info.st_mode & S_IFMT == S_IFDIR else { throw .stateDirectoryUnusable(path, "it is not a directory") }
    guard info.st_uid == geteuid() else { throw .stateDirectoryUnsafe(path, "it belongs to another user") }
    guard info.st_mode & 0o022 == 0 else { throw .stateDirectoryUnsafe(path, "others can write to it") }
    if let (folder, problem) = Self.unsafeFolder(above: path) {
      throw .stateDirectoryUnsafe(path, "\(problem) to \(folder), and could put another in its place")
    }
    guard access(path, W_OK | X_OK) == 0 else { throw .stateDirectoryUnusable(path, "you can't write to it") }
    if let kind = Platform.networkFileSystem(at: path) {
      throw .stateDirectoryUnusable(path, "it is on \(kind), where locks don't exclude other machines")
    }
  }

  /// The first folder above `path`, as it is written or without symbolic links, whose entries another user may replace: it
  /// belongs to somebody else, or others may write to it and it has no sticky bit (chmod(1): then only owners replace what is
  /// theirs). The rule of sshd for the folders of a key file (openssh-portable, misc.c, safe_path), but for sticky
  /// folders and for groups that are the user's own or root's. nil where there is none.
  static func unsafeFolder(above path: String) -> (folder: String, problem: String)? {
    for path in [path, Files.resolved(path)].compactMap({ $0 }) {
      var parts = path.split(separator: "/")
      while !parts.isEmpty {
        parts.removeLast()
        let folder = "/" + parts.joined(separator: "/")
        var info = stat()
        guard stat(folder, &info) == 0 else { return (folder, "nobody can look") }
        // In a user namespace root has the number of nobody there (user_namespaces(7), "overflow").
        guard [geteuid(), 0, 65_534].contains(info.st_uid) else { return (folder, "another user can write") }
        let isOpen = info.st_mode & 0o002 != 0 || info.st_mode & 0o020 != 0 && ![getegid(), 0].contains(info.st_gid)
        if isOpen && info.st_mode & 0o1000 == 0 { return (folder, "others can write") }
      }
    }
    return nil
  }

  /// A directory below the root, created with mode 0700 where it is missing. Throws KB-M004.
  package func directory(_ parts: [String]) throws(ExpectedFailure) -> String {
    let path = ([root] + parts.map(SafeName.of)).joined(separator: "/")
    try Self.makeDirectories(path)
    return path
  }

  package func runDirectory(_ run: String) throws(ExpectedFailure) -> String { try directory(["runs", run]) }

  package func prdDirectory(_ repository: RepositoryIdentity) throws(ExpectedFailure) -> String {
    try directory(["prds"] + repository.key)
  }

  /// The path of a PRD's journal.
  package func journal(of prd: Int, in repository: RepositoryIdentity) throws(ExpectedFailure) -> String {
    try prdDirectory(repository) + "/prd-\(prd).journal"
  }

  package var sandboxes: String { root + "/sandboxes" }

  private static func makeDirectories(_ path: String) throws(ExpectedFailure) {
    var partial = ""
    for part in path.split(separator: "/") {
      partial += "/" + part
      if mkdir(partial, 0o700) != 0 && errno != EEXIST {
        let failure = SystemFailure("make \(partial)")
        if access(partial, F_OK) == 0 { continue }
        throw .stateDirectoryUnusable(path, failure.description)
      }
    }
  }
}
