/// The configuration folder of a commit: the texts that its configuration can need, read by git from the objects, without
/// a working tree, filters or attributes.
package struct CommittedFolder: Equatable, Sendable {
  /// A file as it can be given out.
  package enum Entry: Equatable, Sendable {
    case text(String)
    /// Why it can't be; a part of a sentence.
    case problem(String)
  }

  /// As messages name it: `origin/main:.krutrimbox`.
  package let shown: String
  /// By path, relative to the folder.
  let entries: [String: Entry]

  package init(shown: String, entries: [String: Entry]) {
    self.shown = shown
    self.entries = entries
  }

  /// The file of that path, `a//./b` as `a/b`; nil where there is none.
  package subscript(path: String) -> Entry? { entries[Self.normal(path)] }

  /// `a//./b` as `a/b`.
  private static func normal(_ path: String) -> String {
    path.split(separator: "/").filter { $0 != "." }.joined(separator: "/")
  }

  /// Every text of a configuration file, as a path in the folder: each may name a file. Empty where it is not JSON.
  package static func texts(in configuration: String) -> [String] {
    ((try? JSONTreeReader.read(configuration))?.texts ?? []).map(normal)
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
