import KBFailures
import TestSupport
import Testing
@testable import KBRepository
@testable import KBSystem

@Suite("The configuration of a Factory Clone")
struct FactoryCloneConfigTests {
  private let own = FactoryCloneConfig.text(origin: "https://host/acme/webapp.git", usesSHA256: false)

  private func mended(_ text: String) -> String? {
    FactoryCloneConfig.mended(text, origin: "https://host/acme/webapp.git")
  }

  @Test("is left as it is where krutrimbox and sbx wrote it")
  func untouched() {
    let sandbox = """
      [remote "sandbox-krutrimbox-prd-1-x-codex"]
      \turl = git://127.0.0.1:4242/webapp
      \tfetch = +refs/heads/*:refs/remotes/sandbox-krutrimbox-prd-1-x-codex/*
      \tfetch = +refs/heads/*:refs/sandboxes/krutrimbox-prd-1-x-codex/*

      """
    #expect(mended(own) == nil)
    #expect(mended(own + sandbox) == nil)
  }

  @Test(
    "loses what anybody else wrote into it",
    arguments: [
      "[core]\n\thooksPath = /evil\n", "[include]\n\tpath = /evil\n",
      "[remote \"sandbox-x\"]\n\tuploadpack = evil\n\tproxy = evil\n", "[url \"a\"]\n\tinsteadOf = b\n",
      "[remote \"sandbox-x\"]\n\turl = ext::evil\n", "[remote \"sandbox-a\"] uploadpack = evil\n",
    ])
  func foreign(_ text: String) {
    let mended = mended(own + text) ?? ""
    #expect(mended.hasPrefix(own) && !mended.contains("evil") && !mended.contains("insteadOf"), "\(mended)")
    #expect(self.mended(mended) == nil)
  }

  @Test("is written anew where it is damaged, or origin has moved")
  func anew() {
    #expect(mended("") == own)
    #expect(mended(FactoryCloneConfig.text(origin: "https://old/a", usesSHA256: false)) == own)
    #expect(mended("\0\0\0") == own)
  }

  @Test("keeps the hash that the repository is made with")
  func hash() {
    let text = FactoryCloneConfig.text(origin: "/o", usesSHA256: true)
    #expect(FactoryCloneConfig.mended(text + "[x]\n", origin: "/o") == text)
  }

  @Test("holds an address as git reads it back")
  func quoting() {
    #expect(FactoryCloneConfig.text(origin: "/a \"b\"\\c", usesSHA256: false).contains("url = \"/a \\\"b\\\"\\\\c\"\n"))
  }

  @Test("tells a damaged Factory Clone from another repository, also one made without a clone of the operator's")
  func known() throws {
    let place = try SandboxPlayground()
    let words = "fatal: loose object 1234 (stored in objects/12/34) is corrupt\n"
    let damage = CommandResult(end: .exited(.code(value: 128)), output: "", errors: words)
    try place.write(own, to: "factory/.git/config")
    try place.write("[core]\n\tbare = false\n", to: "other/.git/config")
    #expect(FactoryCloneRepair.failure(damage, at: "\(place.root)/factory")?.code == .factoryCloneDamaged)
    #expect(FactoryCloneRepair.failure(damage, at: "\(place.root)/other") == nil)
  }
}
