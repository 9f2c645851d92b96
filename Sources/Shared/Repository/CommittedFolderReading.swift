import KBConfiguration
import KBFailures
import KBSystem

extension CommittedFolder {
  /// Reads `config.json` of a revision, which messages call `shown`, and the files that it names. Throws as `Git.output`
  /// does.
  package init(_ revision: String, shown: String, in git: Git) throws {
    var entries: [String: Entry] = [:]
    let folder = ConfigurationFolder.name + "/"
    let listing = try git.output(["ls-tree", "-r", "-l", "-z", "--full-tree", revision, "--", folder])
    let files = Self.files(in: listing, below: folder)
    if let configuration = files["config.json"] { entries["config.json"] = try Self.read(configuration, git) }
    if case .text(let text)? = entries["config.json"] {
      for name in Self.texts(in: text) {
        if let file = files[name], entries[name] == nil { entries[name] = try Self.read(file, git) }
      }
    }
    self.init(shown: "\(shown):\(ConfigurationFolder.name)", entries: entries)
  }

  /// A blob as `git ls-tree -l` lists it: `<mode> <type> <object> <size>\t<path>` (git-ls-tree(1), "Output format").
  private struct File {
    let mode: Substring
    let object: String
    /// In bytes; nil for what is no blob.
    let size: Int?
  }

  private static func files(in listing: String, below folder: String) -> [String: File] {
    listing.split(separator: "\0").reduce(into: [:]) { files, line in
      let parts = line.split(separator: "\t", maxSplits: 1)
      let words = (parts.first ?? "").split(separator: " ")
      guard parts.count == 2, words.count == 4, parts[1].hasPrefix(folder) else { return }
      files[String(parts[1].dropFirst(folder.count))] = File(
        mode: words[0], object: String(words[2]), size: Int(words[3]))
    }
  }

  private static func read(_ file: File, _ git: Git) throws -> Entry {
    guard file.mode.hasPrefix("100"), let size = file.size else {
      return .problem("it is a symbolic link or no file")
    }
    guard size <= ConfigurationFolder.limit else { return .problem("it holds more than 1 MiB") }
    let text = try git.result(["cat-file", "blob", file.object])
    guard text.succeeded else { throw ExpectedFailure.gitFailed("cat-file", why: Git.reason(text)) }
    // What is no UTF-8 was mended while it was read, and then has another length.
    return text.output.utf8.count == size ? .text(text.output) : .problem("it is not UTF-8 text")
  }
}
