import KBFailures
import KBSystem
import KBText

/// bubblewrap (bwrap(1), https://github.com/containers/bubblewrap) around the commands of a local sandbox: processes of
/// their own, the system's programs read-only, one folder that they may write, nothing else of the machine's files.
///
/// The flags are those of Flatpak and of Anthropic's sandbox-runtime (src/sandbox/linux-sandbox-utils.ts) as far as they fit;
/// these leave the rest of the disk readable, which would show `~/.ssh`. No `--new-session`: whoever starts the command gives
/// it a session of its own without a terminal already, and its signals go to that session.
struct Bubblewrap {
  static let program = "bwrap"

  /// Where systems keep programs and what they need: Linux's, NixOS's, Guix's, snapd's, certificates of openSUSE.
  private static let system = [
    "/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32", "/etc", "/opt", "/nix", "/gnu", "/snap", "/sys",
    "/var/lib/ca-certificates",
  ]

  /// The operator's home and krutrimbox's state directory.
  private let hidden: [String]
  /// Mounts besides the system's, each `--ro-bind-try` or `--bind-try` with its path.
  private let mounts: [(flag: String, path: String)]

  /// `path` is PATH, whose folders may lie in the operator's home.
  init(home: String?, stateRoot: String, path: String, readable: [String] = [], writable: [String] = []) {
    hidden = [home, stateRoot].compactMap { $0 }.filter { $0.hasPrefix("/") && $0 != "/" }
    let tools = ToolFolders(path: path, covered: Self.system, hidden: hidden).mounts
    let resolver = Files.resolved("/etc/resolv.conf").flatMap(Self.resolver)
    mounts =
      ((tools + [resolver].compactMap { $0 } + readable).map { ("--ro-bind-try", $0) }
        + writable.map { ("--bind-try", $0) })
  }

  /// What must be mounted for the file that /etc/resolv.conf leads to; nil where it is there. A service's own folder in /run,
  /// since it replaces the file now and then; elsewhere the file alone: Docker Desktop has its sockets beside the one of WSL,
  /// in /mnt/wsl/docker-desktop (docker/desktop-feedback#423), and /run has that of Docker itself.
  static func resolver(_ file: String) -> String? {
    if file.hasPrefix("/etc/") { return nil }
    let folder = ToolFolders.parent(of: file)
    return folder.hasPrefix("/run/") ? folder : file
  }

  /// The words before a command. With `endsWithCaller` all that it leaves at work ends when it ends, or when the process
  /// that started it does. `folders` may be written. Commits of `repository`, a git folder or one with a `.git` in it, are seen
  /// where Docker Sandboxes show theirs (`WorkspaceScripts`): no file of a working tree, and no configuration. `clone` is the
  /// operator's, which may lie in a system's folder.
  func arguments(
    folders: [String], repository: String? = nil, clone: String? = nil, endsWithCaller: Bool
  ) -> [String] {
    var words = [
      "--unshare-user", "--unshare-pid", "--unshare-ipc", "--unshare-uts", "--unshare-cgroup-try", "--cap-drop", "ALL",
    ]
    if endsWithCaller { words.append("--die-with-parent") }
    for path in Self.system { words += ["--ro-bind-try", path, path] }
    words += ["--proc", "/proc", "--dev", "/dev", "--tmpfs", "/tmp", "--dir", "/var/tmp"]
    // They may lie inside of what is mounted.
    let shown = clone.flatMap { clone in Self.system.contains { clone.hasPrefix($0 + "/") } ? clone : nil }
    for path in hidden + [shown].compactMap({ $0 }) { words += ["--tmpfs", path] }
    for mount in mounts { words += [mount.flag, mount.path, mount.path] }
    if let repository {
      let git = Files.exists("\(repository)/.git/HEAD") ? "\(repository)/.git" : repository
      for part in ["HEAD", "objects", "refs", "packed-refs"] {
        words += ["--ro-bind-try", "\(git)/\(part)", "/run/sandbox/source/\(part)"]
      }
    }
    for folder in folders { words += ["--bind", folder, folder] }
    return words + ["--remount-ro", "/", "--"]
  }

  /// Why it can't be used on this machine, as a part of a sentence; nil where it can. It needs user namespaces, which
  /// containers often lack, and Ubuntu since 23.10 allows to some programs only
  /// (https://ubuntu.com/blog/ubuntu-23-10-restricted-unprivileged-user-namespaces).
  func obstacle(_ effects: any Effects) throws -> String? {
    do {
      let trial = Command(Self.program, arguments(folders: [], endsWithCaller: true) + ["true"], limit: .seconds(20))
      let result = try effects.run(trial)
      if result.succeeded { return nil }
      let said = result.errors.split(whereSeparator: \.isNewline).first.map { SafeText.line(String($0)) }
      return "bubblewrap does not work here: \(said ?? "bwrap failed")"
    } catch let failure as ExpectedFailure where failure.code == .programMissing {
      return "bubblewrap is not installed"
    }
  }
}

/// The folders of PATH that lie outside of the system's, such as nvm's in a home, as they must be seen for their programs to
/// run. Looks at the disk once.
struct ToolFolders {
  /// Absolute paths, each once.
  private(set) var mounts: [String] = []

  init(path: String, covered: [String], hidden: [String]) {
    func isCovered(_ path: String) -> Bool { (covered + mounts).contains { Self.holds($0, path) } }
    func holdsHidden(_ path: String) -> Bool { hidden.contains { Self.holds(path, $0) } }
    for folder in path.split(separator: ":").map(String.init) where folder.hasPrefix("/") && !isCovered(folder) {
      guard let resolved = Files.resolved(folder), Files.isDirectory(resolved), !holdsHidden(folder),
        !holdsHidden(resolved)
      else { continue }
      let prefix = Self.parent(of: folder)
      // `bin` beside `lib`, as nvm, Homebrew and Go have it. Two such prefixes hold much that is private besides, and so may
      // a clone whose `bin` is in PATH, such as the operator's by direnv's PATH_add. pyenv's kin are clones with `shims`.
      let name = folder.split(separator: "/").last
      let isTool = ["bin", "sbin", "shims"].contains(name)
      let isPrivate =
        holdsHidden(prefix) || hidden.contains { ["\($0)/.local", "\($0)/.cargo"].contains(prefix) }
        || name != "shims" && Files.exists("\(prefix)/.git")
      mounts.append(isTool && !isPrivate ? prefix : folder)
      // A program may be a link to a file elsewhere in the home: ~/.local/bin/claude is.
      for name in Files.names(in: resolved) {
        guard let target = Files.resolved("\(resolved)/\(name)"), target != "\(resolved)/\(name)",
          !isCovered(target), !Files.isDirectory(target)
        else { continue }
        mounts.append(target)
      }
    }
  }

  /// Whether `path` is `folder` or lies in it.
  static func holds(_ folder: String, _ path: String) -> Bool {
    folder == "/" || path == folder || path.hasPrefix(folder + "/")
  }

  static func parent(of path: String) -> String { "/" + path.split(separator: "/").dropLast().joined(separator: "/") }
}
