#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif
import KBDomain
import KBSystem

/// The folders that the operator's clone ignores as a whole. Such a folder may hold keys (`secrets/`) or what builds make
/// (`node_modules/`), and any number of files: it is read from the top down, within bounds, and without what toolchains
/// are known to fill.
struct IgnoredFolders {
  /// What is read of all folders together.
  struct Bounds {
    /// Names that are looked at.
    var names = 20_000
    /// Names that are looked at in one folder: people don't keep so many side by side.
    var namesInOne = 1000
    var files = 2000
    /// In bytes; a key or a file of settings is smaller than the second.
    var bytes = 8 << 20
    var largest = 256 << 10
  }

  /// Top folder of the clone.
  let checkout: String
  var bounds = Bounds()

  /// Texts that every package brings along: they are nobody's secret.
  private static let licences = ["LICENSE", "LICENCE", "COPYING", "NOTICE"]

  /// The files in `folders` and below, those near the top first. Paths are relative to the checkout.
  func files(in folders: [String]) -> [(name: String, bytes: [UInt8])] {
    var tree = NamesAbove(checkout: checkout, most: bounds.namesInOne)
    var queue = folders.filter { !tree.isBuilt($0) }
    var (next, names, bytes) = (0, 0, 0)
    var found: [(name: String, bytes: [UInt8])] = []
    while next < queue.count {
      let folder = queue[next]
      next += 1
      for name in tree.names(in: folder) {
        names += 1
        if names > bounds.names || found.count >= bounds.files { return found }
        let path = "\(folder)/\(name)"
        switch kind(of: path) {
        case .folder where name != ".git" && !tree.isBuilt(path): queue.append(path)
        case .file(let size) where size <= min(bounds.largest, bounds.bytes - bytes) && !Self.isPublic(name):
          guard let content = try? Files.read("\(checkout)/\(path)", limit: bounds.largest) else { continue }
          bytes += content.count
          found.append((path, content))
        case .folder, .file, nil: continue
        }
      }
    }
    return found
  }

  private static func isPublic(_ name: String) -> Bool {
    licences.contains { name.uppercased().hasPrefix($0) } || BuildLeavings.endings.contains { name.hasSuffix($0) }
  }

  private enum Kind {
    case folder
    /// Of so many bytes.
    case file(Int)
  }

  /// nil for anything else, also for a link: it leads to a file that is read elsewhere, or to one of somebody else.
  private func kind(of path: String) -> Kind? {
    var info = stat()
    guard lstat("\(checkout)/\(path)", &info) == 0 else { return nil }
    switch info.st_mode & S_IFMT {
    case S_IFDIR: return .folder
    case S_IFREG: return .file(Int(info.st_size))
    default: return nil
    }
  }

  /// The names in folders of the clone, each read once.
  private struct NamesAbove {
    let checkout: String
    /// Of one folder.
    let most: Int
    private var known: [String: [String]] = [:]

    init(checkout: String, most: Int) {
      self.checkout = checkout
      self.most = most
    }

    mutating func names(in folder: String) -> [String] {
      if let names = known[folder] { return names }
      let names = (try? Files.list(folder.isEmpty ? checkout : "\(checkout)/\(folder)", atMost: most)) ?? []
      known[folder] = names
      return names
    }

    /// Whether a toolchain fills the folder.
    mutating func isBuilt(_ path: String) -> Bool {
      var parts = path.split(separator: "/").map(String.init)
      guard let name = parts.popLast() else { return false }
      let toolchains = BuildLeavings.toolchains(of: name)
      if toolchains.isEmpty || toolchains.contains([]) { return !toolchains.isEmpty }
      while true {
        let names = names(in: parts.joined(separator: "/"))
        if toolchains.contains(where: { BuildLeavings.isNamed($0, among: names) }) { return true }
        if parts.popLast() == nil { return false }
      }
    }
  }
}
