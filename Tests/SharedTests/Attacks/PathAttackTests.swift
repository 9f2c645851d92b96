import KBConfiguration
import KBFailures
import TestSupport
import Testing

/// Each of these passed when a commit was held against `protectedPaths` alone.
@Suite("Attack: paths that slip by", .onOwnThread)
struct PathAttackTests {
  @Test(
    "a name of git's own folder on some file system",
    arguments: [
      ".git", ".GIT", ".g\u{200c}it", "GIT~1", "git~2", ".git ", ".git::$INDEX_ALLOCATION", "GI7EBA~1", "GITHUB~1",
      "..",
    ])
  func names(name: String) throws {
    let bench = try GateBench()
    #expect(try bench.code(bench.forged("040000 tree TREE\t\(name)\n")) == .pathNameRefused)
  }

  @Test(
    "a protected name that a file system folds, or that is no folder",
    arguments: [
      "040000 tree TREE\t.GitHub\n", "100644 blob BLOB\t.github\n", "120000 blob BLOB\t.github\n",
      "160000 commit COMMIT\t.github\n", "040000 tree TREE\t.g\u{200c}ithub\n", "040000 tree TREE\t.VSCode.\n",
      "100644 blob BLOB\tcodeowners\n", "100644 blob BLOB\t.github\\\\workflows\\\\ci.yml\n",
      "120000 blob BLOB\tdocs\n", "100644 blob BLOB\t.gitmodules\n", "040000 tree TREE\t.krutrimbox\n",
    ])
  func folded(entry: String) throws {
    let bench = try GateBench()
    bench.settings.user.allowedPaths = entry.hasPrefix("160000") ? [".github/x"] : []
    let code = try bench.code(bench.forged(entry.replacing("COMMIT", with: bench.base)))
    #expect(code == (entry.hasPrefix("160000") ? .submoduleAdded : .protectedPathChanged))
  }

  @Test("a path with a line feed and escapes is told on one line, without them")
  func lineFeed() throws {
    let bench = try GateBench()
    let commit = try bench.commit("mkdir .husky; echo x >\".husky/$(printf 'a\\nb\\033[2J')\"")
    let failure = try bench.refusal(commit)
    #expect(failure?.what == "the agent changed protected files for #3: .husky/a b\\u{1b}[2J.")
  }

  @Test("a replacement ref of the clone does not change what is looked at")
  func replaced() throws {
    let bench = try GateBench()
    let evil = try bench.commit("echo x >.envrc")
    let good = try bench.commit("echo x >a")
    try bench.place.git(["replace", evil, good])
    #expect(try bench.code(evil) == .protectedPathChanged)
  }

  @Test("git's configuration of the operator and .gitmodules hide no submodule")
  func hidden() throws {
    let bench = try GateBench()
    try bench.place.git(["config", "--global", "diff.ignoreSubmodules", "all"])
    try bench.place.git(["config", "diff.ignoreSubmodules", "all"])
    #expect(try bench.code(bench.forged("160000 commit \(bench.base)\tlib\n")) == .submoduleAdded)
  }

  @Test("a quote in a name ends no word of the command that people paste, which names each file")
  func pasted() throws {
    let bench = try GateBench()
    let commit = try bench.commit("mkdir .husky; echo x >\".husky/a'; touch evil; '\"; echo x >.envrc")
    let fix = try bench.refusal(commit)?.fix ?? ""
    let words = #"kb run --allow-path '.envrc' --allow-path '.husky/a'\''; touch evil; '\''', or allowedPaths"#
    #expect(fix.contains(words), "\(fix)")
  }
}

@Suite("Attack: links", .onOwnThread)
struct LinkAttackTests {
  @Test(
    "a link that leaves the repository or leads to git's own folder",
    arguments: [
      ("x", "/etc/passwd"), ("x", "../outside"), ("a/b/x", "../../../outside"), ("x", ".git/config"),
      ("a/x", "../.GIT"),
      ("x", "a/../../outside"), ("x", "~/.ssh"), ("x", "C:/Windows"), ("x", "..\\..\\outside"), ("x", "GIT~1/config"),
      ("x", ".g\u{200c}it/hooks"), ("x", "a//.git./config"), ("a/x", "./../.././outside"),
    ])
  func targets(path: String, target: String) throws {
    let bench = try GateBench()
    let commit = try bench.commit("mkdir -p a/b; ln -s \"$2\" \"$1\"", [path, target])
    #expect(try bench.code(commit) == .linkRefused)
  }

  @Test("a chain of links, each of which looks as if it stayed inside")
  func chain() throws {
    let bench = try GateBench()
    // up leads to the top, so that down/../y is beside the repository.
    let commit = try bench.commit("mkdir -p p/q; ln -s ../.. p/q/up; ln -s up/../y p/q/x")
    #expect(
      try bench.refusal(commit)?.what == "the commit for #3 has p/q/x, which is a link that leaves the repository.")
  }

  @Test("a link to itself ends the look")
  func loop() throws {
    let bench = try GateBench()
    #expect(try bench.refusal(bench.commit("ln -s b a; ln -s a b; ln -s c c")) == nil)
  }
}

@Suite("Attack: floods", .onOwnThread)
struct FloodAttackTests {
  /// A tree that holds the one below ten times, ten deep: 10^10 paths of a few hundred bytes.
  private func bomb(_ bench: GateBench, leaf: String) throws -> String {
    try bench.place.sh(
      """
      blob=$(echo x | git hash-object -w --stdin)
      tree=$(printf "$1" | sed "s/BLOB/$blob/" | git mktree)
      for level in 1 2 3 4 5 6 7 8 9 10; do
        tree=$(for i in 0 1 2 3 4 5 6 7 8 9; do printf '040000 tree %s\\tf%s\\n' "$tree" "$i"; done | git mktree)
      done
      git commit-tree "$tree" -p HEAD -m bomb
      """, [leaf])
  }

  @Test("a tree bomb, of files and of nothing", arguments: ["100644 blob BLOB\ta\n", ""])
  func bombs(leaf: String) throws {
    let bench = try GateBench()
    #expect(try bench.code(bomb(bench, leaf: leaf)) == .commitTooLarge)
  }

  @Test("a giant file that compresses well")
  func giant() throws {
    let bench = try GateBench()
    let failure = try bench.refusal(bench.commit("head -c 300000000 /dev/zero >zero"))
    #expect(failure?.code == .commitTooLarge && failure?.what.contains("zero") == true)
  }
}
