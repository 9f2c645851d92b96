import Foundation
import TestSupport
import Testing

@Suite("kb trust --repo: a configuration that origin has, without a clone", .stage)
struct TrustCommandTests {
  private let stage = FactoryStage.current

  @discardableResult
  private func addAPI(_ configuration: String) throws -> SecondRepository {
    let api = try stage.addRepository("acme/api")
    try api.commit([".krutrimbox/config.json": configuration])
    return api
  }

  private func hash(in text: String) throws -> String {
    String(try #require(text.firstMatch(of: /hash ([0-9a-f]{12})/), "\(text)").output.1)
  }

  @Test("is trusted for exactly that content, as the run's own remedy says, listed and taken back")
  func trusted() async throws {
    let api = try addAPI(#"{"parallel": 2}"#)
    let outside = stage.root
    let refused = StagedRun(await stage.kb(["run", "--json", "--repo", "acme/api"], in: outside))
    #expect(refused.code() == "KB-C007")
    #expect(refused.result.errorText.contains("kb trust --repo acme/api if you agree"), "\(refused)")

    let shown = await stage.kb(["trust", "--repo", "acme/api"], in: outside)
    #expect(shown.text.contains("parallel: 1 → 2"), "\(shown.errorText)")
    let hash = try hash(in: shown.text)
    #expect(shown.errorText.contains("KB-U009") && shown.errorText.contains("kb trust --repo acme/api \(hash)"))
    let agreed = await stage.kb(["trust", "--repo", "acme/api", hash], in: outside)
    #expect(agreed.status == 0 && agreed.text.contains("kb trust --repo acme/api --revoke"), "\(agreed)")
    #expect(await stage.kb(["run", "--repo", "acme/api"], in: outside).status == 0)
    #expect(await stage.kb(["trust", "--repo", "acme/api"], in: outside).text == "acme/api: trusted, \(hash)\n")

    #expect(await stage.kb(["trust", "--list", "--repo", "acme/api"], in: outside).text.contains(hash))
    #expect(await stage.kb(["trust", "--list", "--repo", "acme/webapp"], in: outside).text == "Nothing is trusted.\n")
    try api.commit([".krutrimbox/config.json": #"{"parallel": 3}"#])
    #expect(
      StagedRun(await stage.kb(["run", "--json", "--repo", "acme/api"], in: outside)).code() == "KB-C007")
    #expect(await stage.kb(["trust", "--revoke", "--repo", "acme/api"], in: outside).status == 0)
    #expect(await stage.kb(["trust", "--list"], in: outside).text == "Nothing is trusted.\n")
  }

  @Test("is that of the base branch that a run gets by its flag")
  func baseBranch() async throws {
    let api = try addAPI("{}")
    try stage.run(["git", "--git-dir", api.origin, "branch", "develop", "main"], in: stage.root)
    try api.commit([".krutrimbox/config.json": #"{"parallel": 4}"#])
    try stage.run(["git", "--git-dir", api.origin, "branch", "next", "main"], in: stage.root)
    let next = ["--repo", "acme/api", "--base-branch", "next"]
    let run = await stage.kb(["run"] + next, in: stage.root)
    #expect(run.errorText.contains("kb trust --repo acme/api --base-branch next if you agree"), "\(run.errorText)")
    #expect(await stage.kb(["trust"] + next, in: stage.root).text.contains("parallel: 1 → 4"))
    let develop = await stage.kb(["trust", "--repo", "acme/api", "--base-branch", "develop"], in: stage.root)
    #expect(develop.text.contains("nothing in .krutrimbox/config.json acts outside"), "\(develop)")
  }

  @Test("is that of all repositories that a run is about outside of a clone, of which a hash names one")
  func several() async throws {
    try addAPI(#"{"parallel": 2}"#)
    try stage.write("home/.config/krutrimbox/config.json", #"{"repositories": ["acme/webapp", "acme/api"]}"#)
    let all = await stage.kb(["trust"], in: stage.root)
    #expect(all.text.contains("acme/webapp: nothing in") && all.text.contains("acme/api: .krutrimbox"), "\(all)")
    #expect(await stage.kb(["trust", try hash(in: all.text)], in: stage.root).errorText.contains("KB-U003"))
    try stage.write("home/.config/krutrimbox/config.json", "{}")
    let none = await stage.kb(["trust"], in: stage.root)
    #expect(none.status == 3 && none.errorText.contains("kb trust --repo owner/name"), "\(none.errorText)")
    let gone = await stage.kb(["trust", "--repo", "acme/gone"], in: stage.root)
    #expect(gone.status == 3 && gone.errorText.hasPrefix("kb: KB-G"), "\(gone.errorText)")
  }
}
