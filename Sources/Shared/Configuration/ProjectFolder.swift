/// The repository's `.krutrimbox/` folder: gives out the text of files inside it, and of nothing else.
struct ProjectFolder: Sendable {
  /// The most a configuration file, a template or a prompt may hold, in bytes.
  static let limit = 1 << 20
  static let name = ".krutrimbox"

  /// The repository's top folder, without symbolic links.
  let root: String

  /// The configuration file as messages name it.
  let configurationName = ".krutrimbox/config.json"

  /// The text of the configuration file; nil where there is none.
  func configuration() throws(ExpectedFailure) -> String? {
    let path = "\(root)/\(configurationName)"
    guard let resolved = PlainFile.resolved(path) else {
      if PlainFile.mayExist(path) {
        throw .configurationUnreadable(configurationName, "it is a symbolic link to nothing, or closed to you")
      }
      return nil
    }
    guard resolved.hasPrefix(root + "/") else {
      throw .configurationUnreadable(configurationName, "it is a symbolic link that leaves the repository")
    }
    do {
      let bytes = try PlainFile.read(resolved, limit: Self.limit)
      guard let text = String(validating: bytes, as: UTF8.self) else {
        throw ExpectedFailure.configurationUnreadable(configurationName, "it is not UTF-8 text")
      }
      return text
    } catch let failure as PlainFile.ReadFailure {
      throw .configurationUnreadable(configurationName, failure.why)
    } catch {
      throw error as? ExpectedFailure ?? .unforeseen(String(describing: error))
    }
  }

  /// The text of a file that a setting names, relative to the folder. Throws KB-C004 where the path leaves the folder
  /// by itself or through a symbolic link, KB-C005 where there is no such file, KB-C003 where it is no text.
  func read(_ path: String, for place: SettingPlace) throws(ExpectedFailure) -> String {
    let shown = SettingCheck.quoted(path)
    func escapes(_ why: String) -> ExpectedFailure {
      .configurationPathEscapes(configurationName, line: place.line, place.key, shown, why)
    }
    if path.hasPrefix("/") || path.hasPrefix("~") { throw escapes("which is not relative") }
    if path.split(separator: "/").contains("..") { throw escapes("which leaves .krutrimbox/") }
    if path.isEmpty || path.contains("\0") {
      throw place.bad("must name a file, not \(shown)", fix: "correct the path")
    }
    guard let folder = PlainFile.resolved("\(root)/\(Self.name)"), folder.hasPrefix(root + "/"),
      let resolved = PlainFile.resolved("\(folder)/\(path)")
    else {
      throw .configurationFileMissing(configurationName, line: place.line, place.key, shown, "there is no such file")
    }
    guard resolved == folder || resolved.hasPrefix(folder + "/") else {
      throw escapes("a symbolic link that leaves .krutrimbox/")
    }
    let bytes: [UInt8]
    do {
      bytes = try PlainFile.read(resolved, limit: Self.limit)
    } catch {
      throw .configurationFileMissing(configurationName, line: place.line, place.key, shown, error.why)
    }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw place.bad("names \(shown), which is not UTF-8 text", fix: "save .krutrimbox/\(path) as UTF-8")
    }
    return text
  }
}
