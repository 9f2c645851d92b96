package import KBDomain
package import KBFailures

/// Failures of configuration files, of the files it names, and of the environment that overrules it.
extension ExpectedFailure {
  /// The file is there but is not one that settings can be read from.
  package static func configurationUnreadable(_ file: String, line: Int? = nil, _ why: String) -> ExpectedFailure {
    ExpectedFailure(
      .configurationUnreadable, "\(place(file, line)) can't be read: \(why).",
      fix: "correct \(file); docs/configuration.md shows an example")
  }

  package static func unknownConfigurationKey(
    _ file: String, line: Int, _ key: String, nearest: String?
  ) -> ExpectedFailure {
    ExpectedFailure(
      .unknownConfigurationKey, "\(place(file, line)): there is no key `\(key)`.",
      fix: nearest.map { "write `\($0)`, or remove the key" }
        ?? "remove the key; docs/configuration.md lists all keys")
  }

  /// `problem` is a part of a sentence about the key, such as `must be a whole number`.
  package static func badConfigurationValue(
    _ file: String, line: Int? = nil, _ key: String, _ problem: String, fix: String
  ) -> ExpectedFailure {
    ExpectedFailure(.badConfigurationValue, "\(place(file, line)): `\(key)` \(problem).", fix: fix)
  }

  package static func configurationPathEscapes(
    _ file: String, line: Int? = nil, _ key: String, _ path: String, _ why: String, folder: String
  ) -> ExpectedFailure {
    ExpectedFailure(
      .configurationPathEscapes, "\(place(file, line)): `\(key)` names \(path), \(why).",
      fix: "put the file inside \(folder)/ and write its path relative to that folder")
  }

  package static func configurationFileMissing(
    _ file: String, line: Int, _ key: String, _ path: String, _ why: String
  ) -> ExpectedFailure {
    ExpectedFailure(
      .configurationFileMissing, "\(place(file, line)): `\(key)` names \(path), but \(why).",
      fix: "add the file, correct the path, or remove the key for the built-in text")
  }

  /// The repository's file holds a key that only the operator's own may hold.
  package static func configurationKeyNotHere(_ file: String, line: Int, _ key: String) -> ExpectedFailure {
    ExpectedFailure(
      .configurationKeyNotHere, "\(place(file, line)): `\(key)` counts only in your own configuration.",
      fix: "remove the key here; if you want it, put it into ~/.config/krutrimbox/config.json")
  }

  /// The repository's file sets something outside of sandboxes that the operator has not trusted. `lines` say what, each
  /// with the value before and the new one. `flags`: what `kb trust` needs to find it; nil in its clone.
  package static func configurationNotTrusted(
    _ repository: RepositoryIdentity, changed: Bool, _ lines: [String], flags: String? = nil
  ) -> ExpectedFailure {
    let file = ".krutrimbox/config.json of \(repository)"
    return ExpectedFailure(
      .configurationNotTrusted,
      changed
        ? "\(file) acts outside of sandboxes in other ways than those you have trusted."
        : "\(file) acts outside of sandboxes in ways that you have not trusted.",
      why: lines.joined(separator: "\n"),
      fix: (flags.map { "kb trust \($0)" } ?? "kb trust, in the clone or a new one,")
        + " if you agree; otherwise set the values yourself, with a flag or in ~/.config/krutrimbox/config.json")
  }

  private static func place(_ file: String, _ line: Int?) -> String {
    line.map { "\(file) line \($0)" } ?? file
  }
}
