import KBConfiguration
import KBDomain
import KBFailures
import KBProtocol
import KBRepository
import Testing

@Suite("A remedy's kb run")
struct RunAgainTests {
  private let again = RunAgain(flags: "--forge local")

  @Test("takes the flags that its run was started with")
  func flags() {
    #expect(again.completing("kb run --prd 12") == "kb run --forge local --prd 12")
    #expect(again.completing("git fsck, then: kb run") == "git fsck, then: kb run --forge local")
    #expect(again.completing("kb run, when nobody else pushes") == "kb run --forge local, when nobody else pushes")
    let refused = ExpectedFailure.protectedPathChanged(["ci/build.yml"], issue: 3)
    #expect(
      RunAgain(flags: "--repo acme/api").completing(refused.fix).contains(
        "allow the change: kb run --repo acme/api --allow-path 'ci/build.yml', or"))
    #expect(
      again.completing("rm x, then: kb clean 1 && kb run --prd 1; then: kb run makes the commit anew")
        == "rm x, then: kb clean 1 && kb run --forge local --prd 1; then: kb run --forge local makes the commit anew")
  }

  @Test("stays as it is where it has flags of its own, is only spoken of, or its run had none")
  func untouched() {
    for text in ["kb run --sandbox sbx", "then: kb run --forge github", "kb run waits by itself", "kb logs 12", ""] {
      #expect(again.completing(text) == text)
    }
    #expect(RunAgain(flags: nil).completing("kb run --prd 12") == "kb run --prd 12")
  }

  @Test("has those flags that choose what is worked on and how, quoted as a shell reads them")
  func typed() {
    var flags = RunFlags()
    #expect(flags.again == nil)
    flags.parallel = 4
    flags.tokenBudget = 5
    #expect(flags.again == nil)
    flags.agent = .claude
    flags.baseBranch = "a b"
    flags.authors = ["alice", "bob"]
    #expect(flags.again == "--agent claude --base-branch 'a b' --author alice --author bob")
  }
}
