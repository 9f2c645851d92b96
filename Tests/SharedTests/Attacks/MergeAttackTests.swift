import KBFailures
import TestSupport
import Testing
@testable import KBRepository
@testable import KBSystem

@Suite("Attack: programs and paths by way of a merge", .onOwnThread)
struct MergeAttackTests {
  private func prepared() throws -> (bench: GateBench, ours: String, theirs: String) {
    let bench = try GateBench()
    let begun = try bench.commit(
      "printf '1\\n2\\n3\\n4\\n5\\n' >file.txt; echo '* merge=evil filter=evil' >.gitattributes")
    let ours = try bench.commit("printf '1a\\n2\\n3\\n4\\n5\\n' >file.txt", on: begun)
    let theirs = try bench.commit("printf '1\\n2\\n3\\n4\\n5b\\n' >file.txt", on: begun)
    return (bench, ours, theirs)
  }

  @Test("no merge driver, filter or attribute of the operator or of the tree is used")
  func driver() throws {
    let (bench, ours, theirs) = try prepared()
    let place = bench.place
    let mark = "\(place.root)/mark"
    for scope in [["--global"], []] {
      for (key, value) in [
        ("merge.evil.driver", "touch \(mark); exit 1"), ("merge.default", "evil"),
        ("filter.evil.clean", "touch \(mark)"),
        ("filter.evil.smudge", "touch \(mark)"), ("merge.renormalize", "true"),
        ("core.attributesFile", "\(place.root)/attributes"), ("diff.external", "touch \(mark)"),
      ] { try place.git(["config"] + scope + [key, value]) }
    }
    try place.write("* merge=evil\n", to: "attributes")
    try place.write("* merge=evil\n", to: "host repo/.git/info/attributes")
    try place.write("* merge=evil\n", to: "host repo/.gitattributes")
    let tree = try bench.gate.plainly { try $0.mergedTree(of: ours, theirs) }
    #expect(try place.git(["cat-file", "blob", "\(try #require(tree)):file.txt"]) == "1a\n2\n3\n4\n5b")
    #expect(try bench.gate.plainly { try $0.conflicts(between: ours, theirs) } == [])
    #expect(!Files.exists(mark))
    // The attack is one: git in the clone itself runs the driver.
    #expect(try !place.runner.run(Git.command(["merge-tree", "--write-tree", ours, theirs], in: place.host)).succeeded)
    #expect(Files.exists(mark))
  }

  @Test("a protected path that only the merge brings is refused")
  func smuggled() throws {
    let bench = try GateBench()
    let begun = try bench.commit("mkdir lib; for i in 1 2 3 4 5 6 7 8 9; do echo line $i; done >lib/run.sh")
    // A person moves the file; git follows with the agent's change of it.
    let moved = try bench.commit("mkdir .husky; git mv lib/run.sh .husky/pre-commit", on: begun)
    let work = try bench.commit("echo evil >>lib/run.sh", on: begun)
    #expect(try bench.refusal(work, on: begun) == nil)
    let tree = try #require(try bench.gate.plainly { try $0.mergedTree(of: moved, work) })
    let commit = try bench.place.git(["commit-tree", tree, "-p", moved, "-m", "x"])
    #expect(try bench.refusal(commit, on: moved)?.what.contains(".husky/pre-commit") == true)
  }
}
