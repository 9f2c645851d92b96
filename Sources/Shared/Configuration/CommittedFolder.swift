/// The configuration folder of a commit: the texts that its configuration can need, read by git from the objects, without
/// a working tree, filters or attributes.
package struct CommittedFolder: Equatable, Sendable {
  /// A file as it can be given out.
  enum Entry: Equatable, Sendable {
    case text(String)
    /// Why it can't be; a part of a sentence.
    case problem(String)
  }

  /// As messages name it: `origin/main:.krutrimbox`.
  let shown: String
  /// By path, relative to the folder.
  private(set) var entries: [String: Entry] = [:]

  init(shown: String, entries: [String: Entry]) {
    self.shown = shown
    self.entries = entries
  }

  /// Reads `config.json` of a revision, which messages call `shown`, and the files that it names. Throws as `Git.output`
  /// does.
  package init(_ revision: String, shown: String, in git: Git) throws {
    self.shown = "\(shown):\(ConfigurationFolder.name)"
    let folder = ConfigurationFolder.name + "/"
    let listing = try git.output(["ls-tree", "-r", "-l", "-z", "--full-tree", revision, "--", folder])
    let files = Self.files(in: listing, below: folder)
    guard let configuration = files["config.json"] else { return }
    entries["config.json"] = try Self.read(configuration, git)
    guard case .text(let text)? = entries["config.json"], let tree = try? JSONTreeReader.read(text) else { return }
    for name in tree.texts.map(Self.normal) {
      if let file = files[name], entries[name] == nil { entries[name] = try Self.read(file, git) }
    }
  }

  /// The file of that path, `a//./b` as `a/b`; nil where there is none.
  subscript(path: String) -> Entry? { entries[Self.normal(path)] }

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

  private static func normal(_ path: String) -> String {
    path.split(separator: "/").filter { $0 != "." }.joined(separator: "/")
  }
}

extension JSONTree {
  /// Every text in it.
  var texts: [String] {
    switch content {
    case .string(let text): [text]
    case .array(let elements): elements.flatMap(\.texts)
    case .object(let members): members.flatMap(\.value.texts)
    default: []
    }
  }
}
