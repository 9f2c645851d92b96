import KBConfiguration
import KBFailures
import TestSupport
import Testing

@Suite("Attack: secrets in a commit", .onOwnThread)
struct SecretAttackTests {
  static let key = "ghp_16C7e42F292c6912E7710c838347Ae178B4a"

  @Test("a key is refused with file and line, wherever it stands in how much", arguments: [1, 200_000])
  func key(lines: Int) throws {
    let bench = try GateBench()
    let commit = try bench.commit(
      "i=0; yes 'a line of forty characters, more or less' | head -n \"$1\" >a.txt; echo \"x $2\" >>a.txt; echo b >b",
      ["\(lines)", Self.key])
    let failure = try bench.refusal(commit)
    #expect(failure?.code == .keyInCommit)
    #expect(failure?.what == "the commit for #3 contains what looks like a key: a.txt:\(lines + 1) (GitHub).")
    #expect("\(String(describing: failure))".contains(Self.key) == false)
  }

  @Test("a key that was there before, in the file or in one that was moved, is not the agent's")
  func old() throws {
    let bench = try GateBench()
    let begun = try bench.commit("echo \(Self.key) >a; echo \(Self.key) >b")
    #expect(try bench.refusal(bench.commit("echo more >>a; git mv b c", on: begun), on: begun) == nil)
    #expect(
      try bench.code(bench.commit("echo \(Self.key.replacing("16C7", with: "99Z9")) >>a", on: begun), on: begun)
        == .keyInCommit)
  }

  @Test("a key passes where the operator expects one, and nowhere else")
  func allowed() throws {
    let bench = try GateBench()
    bench.settings.user.allowedKeys = ["fixtures/**"]
    #expect(try bench.refusal(bench.commit("mkdir fixtures; echo \(Self.key) >fixtures/a")) == nil)
    #expect(
      try bench.code(
        bench.commit("mkdir fixtures; echo \(Self.key) >fixtures/a; echo x\(Self.key) >b; echo \(Self.key) >c"))
        == .keyInCommit)
  }

  @Test("the content of an ignored file is refused under every name", arguments: [".env", "docs.md", "src/deep/x.bin"])
  func ignored(path: String) throws {
    let bench = try GateBench()
    try bench.place.write(".env\n", to: "host repo/.git/info/exclude")
    let env = "MODE=production\nREGION=eu-west-1\n"
    let commit = try bench.commit("mkdir -p \"$(dirname \"$1\")\"; printf \"$2\" >\"$1\"", [path, env])
    #expect(try bench.refusal(commit) == nil)
    try bench.place.git(["read-tree", "HEAD"])
    try bench.place.write(env + "\n", to: "host repo/.env")
    let failure = try bench.refusal(commit)
    #expect(failure?.what == "the commit for #3 contains a file that git ignores in your clone: \(path) is your .env.")
  }

  @Test("so is that of a file below a folder that is ignored as a whole, and a password in it")
  func ignoredFolder() throws {
    let bench = try GateBench()
    try bench.place.write("/secrets/\nnode_modules/\n", to: "host repo/.git/info/exclude")
    let account = "{\"type\": \"service_account\", \"project\": \"acme\"}\n"
    let copy = try bench.commit("mkdir docs; printf '%s' \"$1\" >docs/a.json", [account])
    let secret = try bench.commit("echo real4711token0 >compose.yml")
    let built = try bench.commit("echo 'module.exports = function leftPad() {}' >pad.js")
    try bench.place.git(["read-tree", "HEAD"])
    try bench.place.write(account, to: "host repo/secrets/prod/gcp/account.json")
    try bench.place.write("API_TOKEN=real4711token0\n", to: "host repo/secrets/prod.env")
    try bench.place.write("module.exports = function leftPad() {}\n", to: "host repo/node_modules/pad/pad.js")
    let failure = try bench.refusal(copy)
    #expect(
      failure?.what.hasSuffix("docs/a.json is your secrets/prod/gcp/account.json.") == true,
      "\(String(describing: failure))")
    #expect(try bench.code(secret) == .keyInCommit)
    #expect(try bench.refusal(built) == nil)
  }

  @Test("the content of an ignored file that is a copy of a file of the repository passes")
  func copied() throws {
    let bench = try GateBench()
    try bench.place.write(".env\n", to: "host repo/.git/info/exclude")
    let env = "MODE=production\nREGION=eu-west-1\n"
    let begun = try bench.commit("printf \"$1\" >.env.example", [env])
    let commit = try bench.commit("mkdir api && printf \"$1\" >api/.env.example", [env], on: begun)
    let new = try bench.commit("mkdir api && printf \"$1\" >api/.env.example", [env])
    try bench.place.git(["read-tree", "HEAD"])
    try bench.place.write(env + "\n", to: "host repo/.env")
    #expect(try bench.refusal(commit, on: begun) == nil)
    #expect(try bench.code(new) == .ignoredContentInCommit)
  }

  @Test("a file that loses most of its content keeps the key that it had")
  func shrunk() throws {
    let bench = try GateBench()
    let begun = try bench.commit("{ echo \(Self.key); yes 0123456789 | head -n 100000; } >long.txt")
    let commit = try bench.commit("echo \(Self.key) >long.txt", on: begun)
    #expect(try bench.refusal(commit, on: begun) == nil)
  }

  @Test("a key is refused as the target of a link, too")
  func link() throws {
    let bench = try GateBench()
    #expect(try bench.code(bench.commit("ln -s \(Self.key) a")) == .keyInCommit)
  }

  @Test("a value of an ignored file is refused, but for one that the repository has already")
  func example() throws {
    let bench = try GateBench()
    try bench.place.write(".env\n", to: "host repo/.git/info/exclude")
    let begun = try bench.commit("echo DB_PASSWORD=postgres4711x >.env.example")
    let copied = try bench.commit("echo postgres4711x >compose.yml", on: begun)
    let secret = try bench.commit("echo real4711token0 >compose.yml", on: begun)
    let new = try bench.commit("echo postgres4711x >compose.yml")
    try bench.place.git(["read-tree", "HEAD"])
    try bench.place.write("DB_PASSWORD=postgres4711x\nAPI_TOKEN=real4711token0\nMODE=x\n", to: "host repo/.env")
    #expect(try bench.refusal(copied, on: begun) == nil)
    #expect(try bench.code(secret, on: begun) == .keyInCommit)
    #expect(try bench.code(new) == .keyInCommit)
  }
}
