#if canImport(FoundationEssentials)
  package import FoundationEssentials
#else
  package import Foundation
#endif
#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif
package import KBConfiguration
package import KBDomain
package import KBFailures
import KBSystem
import KBText

/// What the operator trusts of repositories' configurations: `trust/<host>/<owner>/<name>.json` in the state directory.
///
/// As with direnv, which keeps a file named by the SHA-256 of path and content for each `.envrc` that was allowed
/// (direnv/direnv, internal/cmd/rc.go, fileHash and Allowed), another content is not trusted. Only the last content is kept: one
/// from before can't be brought back unseen.
package struct TrustStore: Sendable {
  /// One repository's content as it was trusted.
  package struct Entry: Equatable, Codable, Sendable {
    package let repository: RepositoryIdentity
    package let settings: OutsideSettings
    /// When it was trusted.
    package let at: Date
  }

  private let root: String

  /// `stateRoot` is the state directory.
  package init(stateRoot: String) {
    root = stateRoot + "/trust"
  }

  /// What is trusted of a repository; nil where nothing is.
  package func entry(of repository: RepositoryIdentity) -> Entry? {
    let entry = read(path(of: repository))
    return entry?.repository.key == repository.key ? entry : nil
  }

  /// All that is trusted, by repository.
  package var entries: [Entry] {
    Files.names(in: root).flatMap { host in
      Files.names(in: "\(root)/\(host)").flatMap { owner in
        Files.names(in: "\(root)/\(host)/\(owner)").compactMap { read("\(root)/\(host)/\(owner)/\($0)") }
      }
    }
  }

  /// KB-C007 where the repository's configuration would do something outside of sandboxes that is not trusted; nil where
  /// all is. `flags`: what `kb trust` needs to find it; nil in its clone.
  package func refusal(
    of settings: OutsideSettings, in repository: RepositoryIdentity, flags: String? = nil
  ) -> ExpectedFailure? {
    let trusted = entry(of: repository)?.settings
    let lines = settings.lines(changedSince: trusted)
    return lines.isEmpty
      ? nil
      : .configurationNotTrusted(
        repository, changed: trusted != nil, lines, flags: flags)
  }

  /// Trusts exactly this content, in place of what was trusted before. Throws KB-M003 or KB-M004.
  package func trust(
    _ settings: OutsideSettings, of repository: RepositoryIdentity, at now: Date
  ) throws(ExpectedFailure) {
    let state = try StateDirectory(opening: String(root.dropLast("/trust".count)))
    let file = try state.directory(["trust"] + repository.key.dropLast()) + "/\(fileName(of: repository))"
    do {
      let entry = Entry(repository: repository, settings: settings, at: now)
      try Files.replace(file, with: Array(StateCoding.encoder.encode(entry)))
    } catch {
      throw .stateDirectoryUnusable(file, String(describing: error))
    }
  }

  /// Trusts nothing of the repository any more. Returns whether something was. Throws KB-M004.
  package func revoke(_ repository: RepositoryIdentity) throws(ExpectedFailure) -> Bool {
    let file = path(of: repository)
    if unlink(file) == 0 { return true }
    guard errno != ENOENT, errno != ENOTDIR else { return false }
    throw .stateDirectoryUnusable(file, SystemFailure("remove \(file)").description)
  }

  private func path(of repository: RepositoryIdentity) -> String {
    ([root] + repository.key.dropLast().map(SafeName.of) + [fileName(of: repository)])
      .joined(separator: "/")
  }

  private func fileName(of repository: RepositoryIdentity) -> String {
    SafeName.of(repository.key[2]) + ".json"
  }

  private func read(_ file: String) -> Entry? {
    Files.bytes(file, limit: 1 << 20).flatMap { try? StateCoding.decoder.decode(Entry.self, from: Data($0)) }
  }
}
