import Foundation
import KBConfiguration
import TestSupport
import Testing

@Suite("kb init", .stage)
struct InitTests {
  private let stage = FactoryStage.current

  private func read(_ path: String, _ stage: FactoryStage) -> String? {
    try? String(contentsOfFile: "\(stage.checkout)/.krutrimbox/\(path)", encoding: .utf8)
  }

  @Test("writes a configuration for the toolchain that it finds, once, and a run takes it")
  func github() async throws {
    try stage.write("home/webapp/package.json", #"{"scripts": {"test": "true"}}"#)
    try stage.write("home/webapp/pnpm-lock.yaml", "")

    let first = await stage.kb(["init"])
    #expect(first.status == 0, "\(first.errorText)")
    #expect(first.text.contains("wrote  .krutrimbox/config.json (github forge; each commit is checked by: pnpm test)"))
    #expect(first.text.contains("kb init --labels") && first.text.contains("kb doctor"))
    let settings = try ConfigurationFile.load(repositoryRoot: stage.checkout)
    #expect(settings.keys == ["verify.commands"] && settings.settings.verify.commands == [["pnpm", "test"]])
    #expect(read("issues/1-example-prd.md", stage) == nil)
    #expect(try stage.world.effects.isEmpty)

    try stage.configure(#"{"parallel": 2}"#)
    let second = await stage.kb(["init"])
    #expect(second.status == 0 && second.text.contains("kept   .krutrimbox/config.json"))
    #expect(read("config.json", stage) == #"{"parallel": 2}"#)
  }

  @Test("creates labels on GitHub when asked, and only those that are missing")
  func labels() async throws {
    try stage.repository.addPRD("Has two of them")
    let result = await stage.kb(["init", "--labels"])
    #expect(result.status == 0, "\(result.errorText)")
    #expect(result.text.contains("made   the labels ready-for-human, PRD-sub-issue"))
    #expect(try stage.world.effects.count == 2)
    #expect(await stage.kb(["init", "--labels"]).text.contains("all labels are on GitHub"))
    let doctor = await stage.kb(["doctor"])
    #expect(doctor.text.contains("all labels are there"))
  }

  @Test("makes an example PRD for the local forge that is run once a person says so")
  func local() async throws {
    try stage.run(["git", "remote", "set-url", "origin", stage.origin])
    let result = await stage.kb(["init"])
    #expect(result.status == 0, "\(result.errorText)")
    #expect(await stage.kb(["init", "--labels"]).status == 2)

    let before = await stage.kb(["plan"])
    #expect(
      before.text.contains("would not run (1)\n  #1  Greet people  label ready-for-agent is missing"), "\(before)")
    let prd = try #require(read("issues/1-example-prd.md", stage))
    try stage.write(
      "home/webapp/.krutrimbox/issues/1-example-prd.md",
      prd.replacing("labels: PRD\n", with: "labels: PRD, ready-for-agent\n"))
    let after = await stage.kb(["plan"])
    #expect(after.text.contains("#1  Greet people  due #2 (1 of 2)"), "\(after.text)\(after.errorText)")

    try FileManager.default.removeItem(atPath: stage.checkout + "/.krutrimbox/issues/3-approve-the-greeting.md")
    #expect(await stage.kb(["init"]).status == 0)
    #expect(read("issues/3-approve-the-greeting.md", stage) == nil)
  }

  @Test("never writes through a link, nor outside a repository")
  func refusals() async throws {
    #expect(await stage.kb(["init"], in: stage.root).errorText.hasPrefix("kb: KB-R001 "))
    try FileManager.default.createDirectory(atPath: stage.root + "/elsewhere", withIntermediateDirectories: true)
    try FileManager.default.createSymbolicLink(
      atPath: stage.checkout + "/.krutrimbox", withDestinationPath: stage.root + "/elsewhere")
    let linked = await stage.kb(["init"])
    #expect(linked.errorText.hasPrefix("kb: KB-M009 "))
    #expect(try FileManager.default.contentsOfDirectory(atPath: stage.root + "/elsewhere").isEmpty)
  }
}
