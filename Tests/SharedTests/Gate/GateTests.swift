import TestSupport
import Testing
@testable import KBConfiguration
@testable import KBFailures
@testable import KBRepository
@testable import KBSystem

@Suite("The gate", .onOwnThread)
struct GateTests {
  @Test("lets ordinary work pass: new, changed, moved and removed files, links inside, names in every script")
  func passes() throws {
    let bench = try GateBench()
    let begun = try bench.commit("mkdir -p a/b; echo x >a/b/c; echo y >old; ln -s ../file.txt a/link")
    #expect(try bench.refusal(begun) == nil)
    let work = try bench.commit(
      "rm old; git mv a/b/c moved; chmod +x file.txt; ln -s a/b/d/../../../file.txt x || :; rm x; "
        + "printf 1 >'Ünï cödé'; printf 2 >\"$(printf 'new\\nline')\"; ln -sfn ./moved a/link; ln -s ../.. a/b/up",
      on: begun)
    #expect(try bench.refusal(work, on: begun) == nil)
  }

  @Test("protects what runs by itself, and what the repository names, until the operator lifts it")
  func lifted() throws {
    let bench = try GateBench()
    bench.settings.protectedPaths = ["ci/**"]
    let commit = try bench.commit(
      "mkdir -p .github/workflows ci; echo x >.github/workflows/ci.yml; echo x >ci/a; echo x >b")
    let failure = try bench.refusal(commit)
    #expect(failure?.code == .protectedPathChanged)
    #expect(failure?.what.contains(".github/workflows/ci.yml, ci/a.") == true)
    #expect(failure?.fix.contains("--allow-path '.github/workflows/ci.yml'") == true)
    bench.settings.user.allowedPaths = [".github/**"]
    #expect(try bench.refusal(commit)?.what.contains(": ci/a.") == true)
    bench.settings.user.allowedPaths += ["ci/*"]
    #expect(try bench.refusal(commit) == nil)
  }

  @Test("protects a file from being removed, too")
  func removal() throws {
    let bench = try GateBench()
    let begun = try bench.commit("mkdir docs; echo '* @alice' >docs/CODEOWNERS")
    #expect(try bench.code(bench.commit("rm docs/CODEOWNERS", on: begun), on: begun) == .protectedPathChanged)
  }

  @Test("lets a submodule that is there be moved, and a new one be added where the operator has named it")
  func submodules() throws {
    let bench = try GateBench()
    let begun = try bench.forged("160000 commit \(bench.base)\tlib\n")
    #expect(try bench.code(begun) == .submoduleAdded)
    bench.settings.user.allowedPaths = ["lib"]
    #expect(try bench.refusal(begun) == nil)
    bench.settings.user.allowedPaths = []
    let moved = try bench.place.sh(
      "tree=$(printf '160000 commit %s\\tlib\\n' \"$1\" | git mktree); git commit-tree \"$tree\" -p \"$1\" -m x",
      [begun])
    #expect(try bench.refusal(moved, on: begun) == nil)
  }

  @Test("counts new entries of a folder, files and content, each up to its limit")
  func limits() throws {
    let bench = try GateBench()
    bench.settings.user.gate.files = 6
    bench.settings.user.gate.folderEntries = 4
    bench.settings.user.gate.mebibytes = 1
    let four = try bench.commit("mkdir d; for i in 1 2 3 4; do echo $i >d/$i; done; echo 5 >e; echo 6 >f")
    #expect(try bench.refusal(four) == nil)
    #expect(
      try bench.refusal(bench.commit("mkdir d; for i in 1 2 3 4 5; do echo $i >d/$i; done"))?.what
        == "the commit for #3 has more than 4 new entries in one folder.")
    #expect(
      try bench.refusal(bench.commit("mkdir d e; for i in 1 2 3 4; do echo $i >d/$i; echo $i >e/$i; done"))?.what
        == "the commit for #3 has more than 6 files.")
    #expect(try bench.code(bench.commit("head -c 1000000 /dev/zero >zero")) == nil)
    // The same content at two paths is there twice once it is checked out.
    let failure = try bench.refusal(bench.commit("head -c 1000000 /dev/zero >zero; cp zero one"))
    #expect(failure?.code == .commitTooLarge && failure?.what.contains("1 MiB, counted to zero") == true)
  }

  @Test("leaves nothing behind")
  func tidy() throws {
    let bench = try GateBench()
    _ = try bench.refusal(bench.commit("echo x >a"))
    _ = try bench.refusal(bench.commit("echo x >.envrc"))
    #expect(Files.names(in: "\(bench.place.stateRoot)/tmp").isEmpty)
  }

  @Test("reads a repository whose objects have long ids")
  func longIds() throws {
    let bench = try GateBench()
    let made = try bench.place.sh(
      """
      git init -q --object-format=sha256 "$1"
      cd "$1"
      git commit -q --allow-empty -m begin
      git rev-parse HEAD
      mkdir -p a/b
      echo x >a/b/c
      echo x >.envrc
      git add -A
      git commit -q -m work
      git rev-parse HEAD
      """, ["\(bench.place.root)/long"]
    ).split(separator: "\n").map(String.init)
    var settings = RunSettings()
    let effects = bench.place.runner
    func gate() -> Gate {
      Gate("\(bench.place.root)/long", settings, effects: effects, stateRoot: bench.place.stateRoot)
    }
    let failure = #expect(throws: ExpectedFailure.self) { try gate().pass(made[1], on: made[0], issue: 3) }
    #expect(failure?.code == .protectedPathChanged)
    settings.user.allowedPaths = [".envrc"]
    #expect(try gate().pass(made[1], on: made[0], issue: 3).commit == made[1])
  }
}
