import KBSystem

/// The configuration file of a Factory Clone. krutrimbox writes it alone, but for the remotes that Docker Sandboxes add
/// for their sandboxes: `sandbox-<name>` with an address of this machine (docs.docker.com, "Git workflows" of Docker
/// Sandboxes). Pure.
enum FactoryCloneConfig {
  /// Others may read, whatever the umask is: who works in a sandbox may have another number as user there. The folders
  /// above the clone are closed to other users of this machine.
  static let mode = "0644"

  /// By which the configuration of a Factory Clone is known.
  static let firstLine = "# Written by krutrimbox, which undoes other changes."

  /// `origin` is an address without credentials.
  static func text(origin: String, usesSHA256: Bool) -> String {
    """
    \(firstLine)
    [core]
    \trepositoryformatversion = \(usesSHA256 ? 1 : 0)
    \tbare = false
    \tlogAllRefUpdates = false
    \tfsync = committed,reference
    \tsharedRepository = \(mode)
    [gc]
    \tauto = 0
    [maintenance]
    \tauto = false

    """ + (usesSHA256 ? "[extensions]\n\tobjectFormat = sha256\n" : "")
      + "[remote \"origin\"]\n\turl = \(quoted(origin))\n\tfetch = +refs/heads/*:refs/remotes/origin/*\n"
  }

  /// The hash and the object folder of the Factory Clone at a path, without asking git; nil where it is none, or not whole.
  static func objects(of path: String) -> (format: String, objects: String)? {
    let objects = "\(path)/.git/objects"
    guard let text = Files.text("\(path)/.git/config"), text.hasPrefix(firstLine), Files.isDirectory(objects) else {
      return nil
    }
    return (isSHA256(text) ? "sha256" : "sha1", objects)
  }

  private static func isSHA256(_ text: String) -> Bool { text.lowercased().contains("objectformat = sha256") }

  /// What must be written in its place; nil where it is as it must be.
  static func mended(_ text: String, origin: String) -> String? {
    let own = Self.text(origin: origin, usesSHA256: isSHA256(text))
    let rest = text.hasPrefix(own) ? text.dropFirst(own.count) : text[...]
    let wanted = own + sandboxRemotes(in: rest)
    return wanted == text ? nil : wanted
  }

  /// The sections of sandboxes' remotes, without anything that is none of theirs.
  private static func sandboxRemotes(in text: Substring) -> String {
    var kept = ""
    var name: Substring?
    for line in text.split(separator: "\n") {
      if line.hasPrefix("[") {
        let section = line.hasPrefix("[remote \"sandbox-") && line.hasSuffix("\"]") ? line.dropFirst(9).dropLast(2) : ""
        name = section.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "-.+".contains($0)) } ? section : nil
        if name?.isEmpty != false { name = nil }
        if name != nil { kept += line + "\n" }
      } else if let name, isOf(line, name) {
        kept += line + "\n"
      }
    }
    return kept
  }

  private static func isOf(_ line: Substring, _ name: Substring) -> Bool {
    let sandbox = name.dropFirst("sandbox-".count)
    if line.hasPrefix("\turl = git://127.0.0.1:") {
      return !line.dropFirst(7).contains { $0.isWhitespace || $0 == "\"" }
    }
    return ["remotes/\(name)", "sandboxes/\(sandbox)"].contains { line == "\tfetch = +refs/heads/*:refs/\($0)/*" }
  }

  /// A value as git reads it back (git-config(1), "Values").
  private static func quoted(_ value: String) -> String {
    let escaped = value.map { character in
      switch character {
      case "\\", "\"": "\\\(character)"
      case "\n": "\\n"
      case "\t": "\\t"
      default: String(character)
      }
    }
    return "\"\(escaped.joined())\""
  }
}
