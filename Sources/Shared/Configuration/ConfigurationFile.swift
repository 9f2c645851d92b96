package import KBFailures
import KBText

/// One configuration file, the repository's or the operator's own, read and checked as a whole.
package struct ConfigurationFile: Equatable, Sendable {
  /// The defaults with the file's values on top; the files that it names are read already.
  package var settings = RunSettings()
  /// Paths of the keys that the file holds, in its order.
  package var keys: [String] = []
  /// The files of the repository that `notify` names, with the SHA-256 of what they hold.
  package var programFiles: [String: String] = [:]

  /// No configuration: every default.
  package init() {}

  /// Reads `.krutrimbox/config.json` of the repository whose top folder is `repositoryRoot`; a missing file is all
  /// defaults.
  ///
  /// Throws KB-C001 to KB-C006. Where several keys are wrong, the first is thrown and the others are in its reason.
  package static func load(repositoryRoot: String) throws(ExpectedFailure) -> ConfigurationFile {
    try read(ConfigurationFolder(repositoryRoot: repositoryRoot))
  }

  /// The same of a commit. Throws KB-C001 to KB-C006.
  package static func load(_ committed: CommittedFolder) throws(ExpectedFailure) -> ConfigurationFile {
    try read(ConfigurationFolder(committed))
  }

  /// Reads the operator's own `config.json`; a missing file is all defaults. Throws KB-C001 to KB-C005.
  package static func loadUser(environment: [String: String]) throws(ExpectedFailure) -> ConfigurationFile {
    guard let folder = userFolder(environment: environment) else { return ConfigurationFile() }
    var file = try read(ConfigurationFolder(userFolder: folder))
    // It runs in a clone's folder, where it would be a program of whoever can push there.
    if let program = file.settings.notify.first, program.contains("/"), !program.hasPrefix("/") {
      file.settings.notify[0] = "\(folder)/\(program)"
    }
    return file
  }

  /// The folder of the operator's own configuration: `KB_CONFIG_HOME`, else `$XDG_CONFIG_HOME/krutrimbox`, else
  /// `~/.config/krutrimbox`; nil where none of them is set. Relative ones are ignored, as the XDG Base Directory
  /// Specification wants it.
  package static func userFolder(environment: [String: String]) -> String? {
    func folder(_ name: String) -> String? { environment[name].flatMap { $0.hasPrefix("/") ? $0 : nil } }
    if let own = folder("KB_CONFIG_HOME") { return own }
    if let xdg = folder("XDG_CONFIG_HOME") { return xdg + "/krutrimbox" }
    return folder("HOME").map { $0 + "/.config/krutrimbox" }
  }

  private static func read(_ folder: ConfigurationFolder) throws(ExpectedFailure) -> ConfigurationFile {
    guard let text = try folder.configuration() else { return ConfigurationFile() }
    let tree: JSONTree
    do {
      tree = try JSONTreeReader.read(text)
    } catch {
      throw .configurationUnreadable(folder.configurationName, line: error.line, error.what)
    }
    guard case .object(let members) = tree.content else {
      throw .configurationUnreadable(
        folder.configurationName, line: tree.line, "it must hold an object, not \(tree.typeName)")
    }
    var reader = Reader(folder: folder)
    reader.read(members, below: "")
    try reader.throwProblems()
    var configuration = reader.configuration
    for word in configuration.settings.notify {
      configuration.programFiles[word] = try folder.digest(ofProgramFile: word)
    }
    return configuration
  }

  private struct Reader {
    let folder: ConfigurationFolder
    var configuration = ConfigurationFile()
    var problems: [ExpectedFailure] = []

    /// `prefix` is empty, or a group with its period, such as `verify.`.
    mutating func read(_ members: [JSONTree.Member], below prefix: String) {
      for member in members {
        let path = prefix + member.key
        let place = SettingPlace(folder: folder, key: path, line: member.line)
        do {
          // A key that holds a period is none of ours: groups are objects.
          let path = member.key.contains(".") ? "" : path
          if let key = ConfigurationKey.all.first(where: { $0.path == path }) {
            if key.reach == .user && folder.author == .repository {
              throw ExpectedFailure.configurationKeyNotHere(folder.configurationName, line: member.line, path)
            }
            try key.apply(&configuration.settings, member.value, place)
            configuration.keys.append(path)
          } else if ConfigurationKey.all.contains(where: { !path.isEmpty && $0.path.hasPrefix(path + ".") }) {
            guard case .object(let inner) = member.value.content else {
              throw place.wrongType("an object", member.value)
            }
            read(inner, below: path + ".")
          } else {
            throw ExpectedFailure.unknownConfigurationKey(
              folder.configurationName, line: member.line, SafeText.quotable(prefix + member.key),
              nearest: Self.nearest(to: member.key, below: prefix))
          }
        } catch {
          problems.append(error as? ExpectedFailure ?? .unforeseen(String(describing: error)))
        }
      }
    }

    func throwProblems() throws(ExpectedFailure) {
      guard let first = problems.first else { return }
      let others = problems.dropFirst().map { "also: \($0.code.rawValue) \($0.what)" }
      throw others.isEmpty
        ? first : ExpectedFailure(first.code, first.what, why: others.joined(separator: "\n"), fix: first.fix)
    }

    /// A key of the same group that is written alike, else one of any group.
    static func nearest(to name: String, below prefix: String) -> String? {
      let paths = ConfigurationKey.all.map(\.path)
      let siblings = paths.filter { $0.hasPrefix(prefix) }.map { path in
        path.dropFirst(prefix.count).prefix { $0 != "." }
      }
      if let sibling = NearestName.of(name, among: siblings.map(String.init)) { return prefix + sibling }
      let last = paths.map { String($0.split(separator: ".").last ?? "") }
      return NearestName.of(name, among: last).flatMap { near in last.firstIndex(of: near) }.map { paths[$0] }
    }
  }
}
