import Foundation
import TestSupport
import Testing
@testable import KBRepository

@Suite("Folders that the operator's clone ignores as a whole")
struct IgnoredFoldersTests {
  private let place: SandboxPlayground
  init() throws { place = try SandboxPlayground() }

  private func write(_ paths: String...) throws {
    for path in paths { try place.write("content of \(path)\n", to: "clone/\(path)") }
  }

  private func names(_ folders: String..., within bounds: IgnoredFolders.Bounds = .init()) -> [String] {
    IgnoredFolders(checkout: place.root + "/clone", bounds: bounds).files(in: folders).map(\.name)
  }

  @Test("are read from the top down, without links and another clone's objects")
  func read() throws {
    try write("secrets/deep/er/c", "secrets/a", "more/b", "secrets/.git/objects/x", "elsewhere/x")
    try FileManager.default.createSymbolicLink(
      atPath: place.root + "/clone/secrets/link", withDestinationPath: place.root + "/clone/elsewhere")
    #expect(names("secrets", "more", "gone") == ["secrets/a", "more/b", "secrets/deep/er/c"])
  }

  @Test("are left out where a toolchain fills them, at any depth, and licences and compiled files with them")
  func built() throws {
    try write("node_modules/x", "tools/node_modules/y", "tools/z", "tools/LICENSE.md", "tools/a.pyc")
    try write("web/build/x", "web/build/keys/y", "web/package.json", "build/kept")
    #expect(names("node_modules", "tools", "web/build", "build") == ["tools/z", "build/kept"].sorted(by: >))
    try write("app.csproj", "obj/x", "src/obj/y", "src/z")
    #expect(names("obj", "src") == ["src/z"])
  }

  @Test("cost no more than the bounds: names, names in one folder, files, bytes")
  func bounds() throws {
    try write("data/1/a", "data/2/b", "data/3/c", "keys/k")
    #expect(names("data", "keys", within: .init(names: 4)) == ["keys/k"], "what is near the top comes first")
    #expect(names("data", within: .init(namesInOne: 2)).count == 2)
    #expect(names("data", "keys", within: .init(files: 2)) == ["keys/k", "data/1/a"])
    let one = "content of keys/k\n".utf8.count
    #expect(names("data", "keys", within: .init(bytes: one)) == ["keys/k"])
    #expect(names("keys", within: .init(largest: one - 1)) == [])
  }
}
