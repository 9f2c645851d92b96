package import Foundation

extension FactoryStage {
  /// Every file below a folder, by name: what it holds, what a link leads to, and who may read it.
  package func everyByte(in folder: String) throws -> [String: Data] {
    var files: [String: Data] = [:]
    for path in try FileManager.default.subpathsOfDirectory(atPath: folder) {
      let full = "\(folder)/\(path)"
      let link = try? FileManager.default.destinationOfSymbolicLink(atPath: full)
      let mode = try FileManager.default.attributesOfItem(atPath: full)[.posixPermissions] as? Int ?? 0
      files[path] = Data("\(mode) \(link ?? "")\n".utf8) + (FileManager.default.contents(atPath: full) ?? Data())
    }
    return files
  }

  /// Names of the files that differ.
  package func changes(in folder: String, since before: [String: Data]) throws -> [String] {
    let now = try everyByte(in: folder)
    return Set(before.keys).union(now.keys).filter { before[$0] != now[$0] }.sorted()
  }

  /// A PRD that is delivered, and one whose session fails with work in its sandbox.
  package func planNight() throws -> (delivered: Int, failed: Int) {
    let delivered = try repository.addPRD("Import")
    try repository.addSubIssue(of: delivered, "Parse", body: "double: write a.txt a")
    let failed = try repository.addPRD("Export")
    try repository.addSubIssue(of: failed, "Print", body: "double: write half.txt work\ndouble: fail no")
    return (delivered, failed)
  }
}
