#if canImport(FoundationEssentials)
  internal import FoundationEssentials
#else
  internal import Foundation
#endif
import KBDomain
import KBFailures
import KBSystem

/// How a damaged Factory Clone is mended: in its place, since sandboxes borrow its objects and it holds saved work. What
/// origin has comes anew and stands beside what is damaged: git takes an object from wherever it is whole.
struct FactoryCloneRepair {
  private let clone: FactoryClone

  init(_ clone: FactoryClone) {
    self.clone = clone
  }

  /// Files that say that git met damage, and which refs are lost.
  static let mark = "krutrimbox-damaged"
  static let lost = "krutrimbox-lost"

  /// Whether it was noted that git met damage there.
  static func isNoted(_ path: String) -> Bool { Files.exists("\(path)/.git/\(mark)") }

  /// KB-R022 where a failed git of a Factory Clone tells of damage, which is noted for the next one that opens it; nil
  /// otherwise.
  static func failure(_ result: CommandResult, at path: String) -> ExpectedFailure? {
    guard isDamage(result.errors), isFactoryClone(path) else { return nil }
    try? Files.replace("\(path)/.git/\(mark)", with: [])
    return .factoryCloneDamaged(path, why: Git.reason(result))
  }

  /// Whether the repository with this top folder is krutrimbox's own.
  static func isFactoryClone(_ path: String) -> Bool {
    Files.exists("\(path)/.git/\(FactoryCloneAdoption.list)")
      || Files.text("\(path)/.git/config")?.hasPrefix(FactoryCloneConfig.firstLine) == true
  }

  /// Whether git's words tell of damage in its own files. Sources: git's object-file.c, packfile.c, refs/files-backend.c.
  static func isDamage(_ words: String) -> Bool {
    // The other side may be damaged, too.
    let text = words.split(separator: "\n").filter { !$0.hasPrefix("remote:") }.joined(separator: "\n").lowercased()
    return [
      "object file", "loose object", "is corrupt", "bad object", "bad tree object", "missing blob", "missing tree",
      "missing commit", "unable to read tree", "unable to read sha1 file", "does not match index",
      "index file", "inflate: ", "garbage at end of loose object", "failed to read object", "packfile ",
      "bad signature 0x00000000", "reference broken", "unable to parse object", "unable to unpack",
    ].contains(where: text.contains)
  }

  /// For the holder of the clone's lock. Throws as `FactoryCloneMaking.make`.
  func mend() throws {
    clone.tell("the Factory Clone of \(clone.repository) is damaged; kb repairs it")
    let aside = try FactoryCloneMaking(clone).fill()
    guard Files.isDirectory("\(clone.path)/.git/objects/pack") else { return try FactoryCloneMaking(clone).put() }
    try moveObjects(from: aside)
    let head = "\(clone.path)/.git/HEAD"
    if Files.text(head)?.hasPrefix("ref: refs/heads/") != true { try clone.write("ref: refs/heads/main\n", to: head) }
    let broken = brokenFiles(in: "\(clone.path)/.git/refs")
    for file in broken { try? FileManager.default.removeItem(atPath: file) }
    try clone.mendConfiguration()
    try clone.git.output([
      "fetch", "--quiet", "--no-write-fetch-head", "--no-tags", "--refmap=", "--update-head-ok", "--", aside,
      "+refs/remotes/origin/*:refs/remotes/origin/*", "+refs/tags/*:refs/tags/*",
    ])
    let gone = broken.map { String($0.dropFirst("\(clone.path)/.git/".count)) } + (try dropUnreadable())
    if !gone.isEmpty { try tell(gone.filter { $0.hasPrefix("refs/krutrimbox/") }) }
    try? FileManager.default.removeItem(atPath: aside)
    try? FileManager.default.removeItem(atPath: "\(clone.path)/.git/\(Self.mark)")
  }

  /// Packs whole, the index last: git looks for packs by it. Empty files of loose objects hold nothing.
  private func moveObjects(from aside: String) throws {
    let (from, to) = ("\(aside)/.git/objects/pack", "\(clone.path)/.git/objects/pack")
    for name in Files.names(in: from).sorted(by: { !$0.hasSuffix(".idx") && $1.hasSuffix(".idx") }) {
      try PrivateFolder.rename("\(from)/\(name)", to: "\(to)/\(name)")
    }
    let objects = "\(clone.path)/.git/objects"
    for folder in Files.names(in: objects) where folder.count == 2 {
      for name in Files.names(in: "\(objects)/\(folder)") {
        let file = "\(objects)/\(folder)/\(name)"
        if Files.bytes(file, limit: 1)?.isEmpty == true { try? FileManager.default.removeItem(atPath: file) }
      }
    }
    // The clone aside has given its objects away; it still says what origin has.
    try clone.write(objects + "\n", to: "\(aside)/.git/objects/info/alternates")
  }

  /// Files of refs that hold no commit, as a power cut leaves them.
  private func brokenFiles(in folder: String) -> [String] {
    Files.names(in: folder).flatMap { name -> [String] in
      let path = "\(folder)/\(name)"
      if Files.isDirectory(path) { return brokenFiles(in: path) }
      let text = Files.text(path, limit: 200) ?? ""
      let id = text.hasSuffix("\n") ? text.dropLast() : text[...]
      return text.hasPrefix("ref: ") || id.count >= 40 && id.allSatisfy(\.isHexDigit) ? [] : [path]
    }
  }

  /// Drops refs of which something is gone for good, and returns their names.
  private func dropUnreadable() throws -> [String] {
    if try clone.git.result(["rev-list", "--objects", "--quiet", "--all"], limit: .seconds(3600)).succeeded {
      return []
    }
    let refs = try clone.git.result(["for-each-ref", "--format=%(refname)"]).output.split(separator: "\n").map(
      String.init)
    return try refs.filter { ref in
      if try clone.git.result(["rev-list", "--objects", "--quiet", ref], limit: .seconds(3600)).succeeded {
        return false
      }
      return try clone.git.result(["update-ref", "-d", ref]).succeeded
    }
  }

  private func tell(_ refs: [String]) throws {
    let list = "\(clone.path)/.git/\(Self.lost)"
    try clone.write((Files.text(list) ?? "") + refs.map { $0 + "\n" }.joined(), to: list)
    for prd in Set(refs.compactMap(FactoryNames.prd(ofSavedRef:))).sorted() {
      clone.tell("saved work of #\(prd) can't be read any more; its sandbox may have it: \(list) names it")
    }
  }
}
