import KBFailures
import KBSystem
import KBText

/// Brings what earlier versions kept in the operator's clone, `refs/krutrimbox/…`, into the Factory Clone, once for each
/// such clone. It is read alone.
struct FactoryCloneAdoption {
  private let clone: FactoryClone

  init(_ clone: FactoryClone) {
    self.clone = clone
  }

  /// Clones whose refs are here, one a line.
  static let list = "krutrimbox-adopted"
  private var list: String { "\(clone.path)/.git/\(Self.list)" }

  /// Whether there is nothing to bring.
  var isDone: Bool {
    clone.host.configured == nil
      || (Files.text(list) ?? "").split(separator: "\n").contains { $0 == clone.host.gitFolder }
  }

  /// For the holder of the clone's lock. What can't be brought is told and tried again the next time.
  func adopt() throws {
    guard !isDone else { return }
    let theirs = try refs(in: clone.host.git(clone.effects))
    let wanted = Self.refspecs(theirs, beside: theirs.isEmpty ? [:] : try refs(in: clone.git))
    if !wanted.isEmpty {
      let fetched = try clone.git.result(
        [
          "fetch", "--quiet", "--no-tags", "--no-write-fetch-head", "--no-recurse-submodules", "--refmap=", "--",
          clone.host.gitFolder,
        ] + wanted, limit: .seconds(600))
      guard fetched.succeeded else {
        return clone.tell(
          "saved work of an earlier version stays in \(clone.host.gitFolder): \(SafeText.line(Git.reason(fetched)))")
      }
    }
    let text = (Files.text(list) ?? "") + clone.host.gitFolder + "\n"
    do {
      try Files.replace(list, with: Array(text.utf8))
    } catch { throw ExpectedFailure.factoryCloneUnusable(clone.path, why: error.description) }
  }

  private func refs(in git: Git) throws -> [String: String] {
    let listing = try git.result(["for-each-ref", "--format=%(refname) %(objectname)", "refs/krutrimbox"])
    return listing.output.split(separator: "\n").reduce(into: [:]) { refs, line in
      let words = line.split(separator: " ").map(String.init)
      if words.count == 2 { refs[words[0]] = words[1] }
    }
  }

  /// Saved work always comes, under another name where its own is taken; of the rest what is not here. Pure.
  static func refspecs(_ theirs: [String: String], beside own: [String: String]) -> [String] {
    var taken = own
    return theirs.sorted { $0.key < $1.key }.compactMap { ref, commit in
      guard let here = taken[ref] else {
        taken[ref] = commit
        return "\(ref):\(ref)"
      }
      guard here != commit, ref.contains("/saved/") else { return nil }
      let free = FreeRef.name(ref, beside: taken.keys)
      taken[free] = commit
      return "\(ref):\(free)"
    }
  }
}

/// A ref name that is not taken. Pure.
enum FreeRef {
  /// `wanted`, else with the first number from 2 that is free.
  static func name(_ wanted: String, beside taken: some Collection<String>) -> String {
    let taken = Set(taken)
    var free = wanted
    var count = 1
    while taken.contains(free) {
      count += 1
      free = "\(wanted)-\(count)"
    }
    return free
  }
}
