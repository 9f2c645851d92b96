import Foundation
import KBConfiguration
import KBDomain
import KBFailures
import TestSupport
import Testing

@Suite("The operator's own configuration")
struct UserConfigurationTests {
  private let home = TestFolder("user-configuration")

  private func write(_ text: String, _ file: String = "config.json") throws {
    let folder = "\(home.path)/.config/krutrimbox"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    try Data(text.utf8).write(to: URL(fileURLWithPath: "\(folder)/\(file)"))
    chmod("\(folder)/\(file)", 0o644)
  }

  private func load() throws -> ConfigurationFile {
    try ConfigurationFile.loadUser(environment: ["HOME": home.path])
  }

  private var failure: ExpectedFailure? {
    do {
      _ = try load()
      return nil
    } catch {
      return error as? ExpectedFailure
    }
  }

  @Test("is where XDG says, or where its own variable says")
  func xdgSays() {
    func folder(_ environment: [String: String]) -> String? { ConfigurationFile.userFolder(environment: environment) }
    #expect(folder(["HOME": "/h"]) == "/h/.config/krutrimbox")
    #expect(folder(["HOME": "/h", "XDG_CONFIG_HOME": "/x"]) == "/x/krutrimbox")
    #expect(folder(["HOME": "/h", "XDG_CONFIG_HOME": "x"]) == "/h/.config/krutrimbox")
    #expect(folder(["HOME": "/h", "XDG_CONFIG_HOME": "/x", "KB_CONFIG_HOME": "/k"]) == "/k")
    #expect(folder([:]) == nil)
  }

  @Test("is all defaults where there is none")
  func defaultsNone() throws {
    #expect(try load() == ConfigurationFile())
  }

  @Test(
    "names a program beside itself, never one of a repository",
    arguments: [("bin/tell", "FOLDER/bin/tell"), ("notify-send", "notify-send"), ("/opt/tell", "/opt/tell")])
  func namesProgram(named: String, meant: String) throws {
    try write(#"{"notify": ["\#(named)", "a/b"]}"#)
    let folder = "\(home.path)/.config/krutrimbox"
    #expect(try load().settings.notify == [meant.replacingOccurrences(of: "FOLDER", with: folder), "a/b"])
  }

  @Test("takes every key")
  func takesKey() throws {
    try write(
      """
      {
        "agent": "claude", "prompts": { "afkIssue": "afk.md" }, "repositories": ["acme/webapp", "Acme/Webapp", "ghe.acme.com/a/b"],
        "factoryClones": "/data/clones", "allowedPaths": [".vscode/**"],
        "gate": { "files": 5, "folderEntries": 6, "mebibytes": 7 }
      }
      """)
    try write("Be brief.", "afk.md")
    let settings = try load().settings
    #expect(settings.agent == .claude && settings.prompts.afkIssue == "Be brief.")
    #expect(settings.user.repositories == ["acme/webapp", "ghe.acme.com/a/b"])
    #expect(settings.user.factoryClones == "/data/clones" && settings.user.allowedPaths == [".vscode/**"])
    let gate = settings.user.gate
    #expect(gate.files == 5 && gate.folderEntries == 6 && gate.mebibytes == 7)
  }

  @Test(
    "is as strict as the repository's",
    arguments: [
      ("{\n\"agnt\": 1}", FailureCode.unknownConfigurationKey, "line 2"),
      ("{\"repositories\": [\"webapp\"]}", .badConfigurationValue, "repositories[0]"),
      ("{\"repositories\": [\"--x/y\"]}", .badConfigurationValue, "repositories[0]"),
      ("{\"factoryClones\": \"clones\"}", .badConfigurationValue, "absolute"),
      ("{\"prompts\": {\"afkIssue\": \"../x\"}}", .configurationPathEscapes, "leaves"),
      ("{", .configurationUnreadable, "line 1"),
    ])
  func strictRepositorys(_ text: String, _ code: FailureCode, _ part: String) throws {
    try write(text)
    #expect(failure?.code == code)
    #expect(failure?.what.contains("\(home.path)/.config/krutrimbox/config.json") == true)
    #expect(failure?.what.contains(part) == true)
  }

  @Test("may be a link into dotfiles")
  func linkDotfiles() throws {
    try write("{}")
    let file = "\(home.path)/.config/krutrimbox/config.json"
    try FileManager.default.moveItem(atPath: file, toPath: "\(home.path)/kb.json")
    try FileManager.default.createSymbolicLink(atPath: file, withDestinationPath: "\(home.path)/kb.json")
    #expect(failure == nil)
  }

  @Test("is nobody's word where others can write to it")
  func nobodysWord() throws {
    try write("{}")
    chmod("\(home.path)/.config/krutrimbox/config.json", 0o666)
    #expect(failure?.code == .configurationUnreadable)
  }

  @Test("counts over the repository's, and adds to its protected paths")
  func countsOver() throws {
    let repository = try ConfiguredRepository(#"{"agent": "codex", "model": "small", "protectedPaths": ["a"]}"#)
    try write(#"{"agent": "claude", "protectedPaths": ["b"]}"#)
    let configuration = try Configuration(repositoryRoot: repository.root, environment: ["HOME": home.path])
    #expect(configuration.settings.agent == .claude && configuration.settings.model == "small")
    #expect(configuration.settings.protectedPaths == ["a", "b"])
  }

  @Test("alone holds the keys that lift what protects the operator")
  func aloneHolds() throws {
    let failure = try ConfiguredRepository("{\n\"allowedPaths\": [\"**\"]}").failure
    #expect(failure?.code == .configurationKeyNotHere)
    #expect(failure?.what == ".krutrimbox/config.json line 2: `allowedPaths` counts only in your own configuration.")
  }

  @Test("leaves settings of an older kb readable")
  func leavesSettings() throws {
    var settings = RunSettings()
    settings.user.allowedPaths = ["a"]
    settings.sandbox.bubblewrap = .required
    let text = String(decoding: try JSONEncoder().encode(settings), as: UTF8.self)
    let old = text.replacing("\"user\":", with: "\"unknown\":")
      .replacing("\"bubblewrap\":", with: "\"unknown\":")
    #expect(old != text)
    #expect(try JSONDecoder().decode(RunSettings.self, from: Data(old.utf8)).user.gate.files == 10_000)
  }
}
