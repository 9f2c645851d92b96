import Foundation
import KBFailures
import KBSystem
import TestSupport
import Testing

@Suite("A temporary folder")
struct TemporaryFolderTests {
  @Test("is private, and goes away with what is in it")
  func privateGoes() throws {
    let place = try SandboxPlayground()
    let folder = try TemporaryFolder.make(in: "\(place.root)/new/tmp")
    for path in [folder.path, "\(place.root)/new"] {
      let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
      #expect(mode == 0o700)
    }
    try Data("x".utf8).write(to: URL(fileURLWithPath: "\(folder.path)/x"))
    folder.remove()
    #expect(!FileManager.default.fileExists(atPath: folder.path))
  }

  @Test("that can't be made is told")
  func madeTold() {
    let failure = #expect(throws: ExpectedFailure.self) { _ = try TemporaryFolder.make(in: "/dev/null/x") }
    #expect(failure?.code == .stateDirectoryUnusable)
  }
}
