#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif
import KBFailures
import KBSystem
import KBText

/// The folder of a configuration file: gives out its text and the text of files beside it, and of nothing else.
package struct ConfigurationFolder: Sendable {
  /// The most a configuration file, a template or a prompt may hold, in bytes.
  package static let limit = 1 << 20
  package static let name = ".krutrimbox"

  /// Whose word the file is.
  let author: ConfigurationAuthor
  /// The folder itself, absolute.
  let path: String
  /// The folder as messages name it.
  let shown: String
  /// What symbolic links must not leave, without symbolic links; nil lets them lead anywhere: people keep their own
  /// configuration in a repository of dotfiles and link to it.
  private let top: String?
  /// What a commit has in its place; nil for a folder of a file system.
  private let committed: CommittedFolder?

  /// `.krutrimbox/` of the repository whose top folder is `root`.
  init(repositoryRoot root: String) {
    let root = Files.resolved(root) ?? root
    (author, path, shown, top, committed) = (.repository, "\(root)/\(Self.name)", Self.name, root, nil)
  }

  /// `.krutrimbox/` of a commit.
  init(_ committed: CommittedFolder) {
    (author, path, shown, top) = (.repository, "", committed.shown, nil)
    self.committed = committed
  }

  /// The operator's own folder.
  init(userFolder: String) {
    (author, path, shown, top, committed) = (.user, userFolder, userFolder, nil, nil)
  }

  /// The configuration file as messages name it.
  var configurationName: String { "\(shown)/config.json" }

  /// The text of the configuration file; nil where there is none. Throws KB-C001.
  func configuration() throws(ExpectedFailure) -> String? {
    if let committed {
      switch committed["config.json"] {
      case .text(let text)?: return text
      case .problem(let why)?: throw .configurationUnreadable(configurationName, why)
      case nil: return nil
      }
    }
    let file = "\(path)/config.json"
    guard let resolved = Files.resolved(file) else {
      if Files.mayExist(file) {
        throw .configurationUnreadable(configurationName, "it is a symbolic link to nothing, or closed to you")
      }
      return nil
    }
    guard top.map({ resolved.hasPrefix($0 + "/") }) ?? true else {
      throw .configurationUnreadable(configurationName, "it is a symbolic link that leaves the repository")
    }
    if author == .user, let problem = Self.strangersHand(on: resolved) {
      throw .configurationUnreadable(configurationName, problem)
    }
    do {
      let bytes = try Files.read(resolved, limit: Self.limit)
      guard let text = String(validating: bytes, as: UTF8.self) else {
        throw ExpectedFailure.configurationUnreadable(configurationName, "it is not UTF-8 text")
      }
      return text
    } catch let failure as Files.ReadFailure {
      throw .configurationUnreadable(configurationName, failure.why)
    } catch {
      throw error as? ExpectedFailure ?? .unforeseen(String(describing: error))
    }
  }

  /// Why the operator's file may be another's word; nil where it is theirs or root's and no other may write to it. The
  /// rule of ssh for `~/.ssh/config` (openssh-portable, readconf.c, read_config_file_depth), but for a group that is the
  /// user's own.
  private static func strangersHand(on file: String) -> String? {
    var info = stat()
    guard stat(file, &info) == 0 else { return nil }
    if info.st_uid != geteuid() && info.st_uid != 0 { return "it belongs to another user" }
    let isOpen = info.st_mode & 0o002 != 0 || info.st_mode & 0o020 != 0 && info.st_gid != getegid()
    return isOpen ? "others can write to it: chmod go-w" : nil
  }

  /// The text of a file that a setting names, relative to the folder. Throws KB-C004 where the path leaves the folder
  /// by itself or through a symbolic link, KB-C005 where there is no such file, KB-C003 where it is no text.
  func read(_ name: String, for place: SettingPlace) throws(ExpectedFailure) -> String {
    let named = SettingCheck.quoted(name)
    func escapes(_ why: String) -> ExpectedFailure {
      .configurationPathEscapes(configurationName, line: place.line, place.key, named, why, folder: shown)
    }
    if name.hasPrefix("/") || name.hasPrefix("~") { throw escapes("which is not relative") }
    if name.split(separator: "/").contains("..") { throw escapes("which leaves \(shown)/") }
    if name.isEmpty || name.contains("\0") {
      throw place.bad("must name a file, not \(named)", fix: "correct the path")
    }
    let missing = "there is no such file"
    if let committed {
      switch committed[name] {
      case .text(let text)?: return text
      case .problem(let why)?:
        throw .configurationFileMissing(configurationName, line: place.line, place.key, named, why)
      case nil: throw .configurationFileMissing(configurationName, line: place.line, place.key, named, missing)
      }
    }
    guard let folder = Files.resolved(path), top.map({ folder.hasPrefix($0 + "/") }) ?? true,
      let resolved = Files.resolved("\(folder)/\(name)")
    else {
      throw .configurationFileMissing(configurationName, line: place.line, place.key, named, missing)
    }
    guard top == nil || resolved == folder || resolved.hasPrefix(folder + "/") else {
      throw escapes("a symbolic link that leaves \(shown)/")
    }
    let bytes: [UInt8]
    do {
      bytes = try Files.read(resolved, limit: Self.limit)
    } catch {
      throw .configurationFileMissing(configurationName, line: place.line, place.key, named, error.why)
    }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw place.bad("names \(named), which is not UTF-8 text", fix: "save \(shown)/\(name) as UTF-8")
    }
    return text
  }

  /// The SHA-256 of a file of the repository that a command names, from its top folder or absolutely; nil where the word
  /// names none, or the folder is the operator's own. Throws KB-C003 where such a file can't be read.
  func digest(ofProgramFile word: String) throws(ExpectedFailure) -> String? {
    guard let top, let resolved = Files.resolved(word.hasPrefix("/") ? word : "\(top)/\(word)"),
      word.hasPrefix("/") ? resolved.hasPrefix(top + "/") : true, !Files.isDirectory(resolved)
    else { return nil }
    do {
      return SHA256.hex(of: try Files.read(resolved, limit: 16 << 20))
    } catch {
      throw .badConfigurationValue(
        configurationName, "notify", "names \(SettingCheck.quoted(word)), and \(error.why)", fix: "correct the path")
    }
  }
}
