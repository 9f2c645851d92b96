import Foundation
import Testing

@testable import TestSupport

@Suite("The programs that tests find", .onOwnThread)
struct ToolPathTests {
  /// Folders with programs in them; the path that comes of them, and what a shell finds there.
  private func found(_ folders: [[String]], caller: [[String]] = [], _ name: String) throws -> String? {
    let place = try SandboxPlayground()
    func make(_ list: [[String]], _ kind: String) throws -> [String] {
      try list.enumerated().map { number, names in
        let folder = "\(place.root)/\(kind)\(number)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        for name in names { try ProgramFile.write("#!/bin/sh\n", to: "\(folder)/\(name)") }
        return folder
      }
    }
    let path = ToolPath.path(
      system: try make(folders, "system") + ["/nowhere"], caller: try make(caller, "caller").joined(separator: ":"),
      copies: "\(place.root)/copies")
    return ShortCommand.find(name, ["PATH": path]).map { $0.replacing(place.root, with: "") }
  }

  @Test("are the system's, in their own folder")
  func system() throws {
    #expect(try found([["git"], ["git", "sh"]], "git") == "/system0/git")
    #expect(try found([["git"], ["git", "sh"]], "sh") == "/system1/sh")
  }

  @Test("are no agent, no gh and no sandbox tool, wherever they are installed")
  func doubled() throws {
    for name in ToolPath.doubled {
      #expect(try found([["git"], [name, "sh"]], name) == nil)
      #expect(try found([["git"], [name, "sh"]], "sh")?.hasSuffix("/system1/sh") == true)
      #expect(try found([["git"]], caller: [[name]], name) == nil)
      #expect(ShortCommand.find(name, ["PATH": ToolPath.system]) == nil)
    }
  }

  @Test("are the caller's only where the system has no git")
  func caller() throws {
    #expect(try found([["git"]], caller: [["git", "tool"]], "tool") == nil)
    #expect(try found([["sh"]], caller: [["tool"], ["git", "gh"]], "git")?.hasSuffix("/caller1/git") == true)
    #expect(try found([["sh"]], caller: [["tool"], ["git", "gh"]], "gh") == nil)
    #expect(try found([["sh"]], caller: [["tool"], ["git", "gh"]], "tool") == nil)
  }
}
