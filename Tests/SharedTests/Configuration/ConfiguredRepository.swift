import Foundation
import KBConfiguration
import KBFailures

/// A folder that is laid out like a repository, and gone after the test.
final class ConfiguredRepository {
  let root: String

  init(_ configuration: String? = nil, files: [String: String] = [:]) throws {
    root = NSTemporaryDirectory() + "kb-configuration-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: root + "/.krutrimbox", withIntermediateDirectories: true)
    if let configuration { try write(".krutrimbox/config.json", configuration) }
    for (path, text) in files { try write(path, text) }
  }

  deinit { try? FileManager.default.removeItem(atPath: root) }

  func write(_ path: String, _ text: String) throws { try write(path, Data(text.utf8)) }

  func write(_ path: String, _ data: Data) throws {
    let url = URL(fileURLWithPath: "\(root)/\(path)")
    try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try data.write(to: url)
  }

  func link(_ path: String, to target: String) throws {
    try FileManager.default.createSymbolicLink(atPath: "\(root)/\(path)", withDestinationPath: target)
  }

  func load() throws -> ConfigurationFile { try ConfigurationFile.load(repositoryRoot: root) }

  /// What loading fails with; nil where it does not.
  var failure: ExpectedFailure? {
    do {
      _ = try load()
      return nil
    } catch {
      return error as? ExpectedFailure
    }
  }
}
