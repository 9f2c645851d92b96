import Foundation
import KBFailures
import KBState
import TestSupport
import Testing

/// Another user of the machine could put a folder of their own in the place of the state directory.
@Suite("A state directory below a folder that others may write")
struct SharedFolderAttackTests {
  private let folder = TestFolder("shared")

  private func failure(_ path: String) -> ExpectedFailure? {
    do {
      _ = try StateDirectory(opening: path)
      return nil
    } catch {
      return error
    }
  }

  private func make(_ name: String, mode: Int) throws -> String {
    let path = "\(folder.path)/\(name)"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
    return path
  }

  @Test("is refused, however deep it lies")
  func refused() throws {
    let open = try make("open", mode: 0o777)
    for path in ["\(open)/state", "\(open)/a/b/state"] {
      #expect(failure(path)?.code == .stateDirectoryUnsafe)
      #expect(failure(path)?.what.contains(open) == true)
    }
  }

  @Test("is refused where a link leads there")
  func link() throws {
    let (open, closed) = (try make("open", mode: 0o777), try make("closed", mode: 0o755))
    try FileManager.default.createDirectory(atPath: "\(open)/inner", withIntermediateDirectories: false)
    try FileManager.default.createSymbolicLink(atPath: "\(closed)/link", withDestinationPath: "\(open)/inner")
    #expect(failure("\(closed)/link/state")?.code == .stateDirectoryUnsafe)
  }

  @Test("is taken where that folder is sticky, as /tmp is")
  func sticky() throws {
    #expect(failure(try make("sticky", mode: 0o1777) + "/state") == nil)
    #expect(failure(try make("closed", mode: 0o755) + "/state") == nil)
  }
}
