import TestSupport
import Testing

@testable import Shared

@Suite("Files of a clone that look like secrets")
struct SecretFilesTests {
  @Test(
    "are known by their names",
    arguments: [
      (".env", true), (".env.local", true), (".env.production", true), (".env.example", false),
      (".env.sample", false), (".env.local.template", false), ("env", false), ("dev.pem", true), ("Key.P12", true),
      ("id_rsa", true), ("id_rsa.pub", false), ("credentials.json", true), (".npmrc", true), (".netrc", true),
      ("pem", false), ("environment.ts", false),
    ])
  func names(_ name: String, _ isSecret: Bool) { #expect(SecretFiles.isNamedLikeASecret(name) == isSecret) }

  @Test(
    "are npm's only where they hold a login",
    arguments: [
      ("//registry.npmjs.org/:_authToken=npm_abc\n", true), ("_auth = YTpi", true),
      ("registry=https://registry.npmjs.org/\n", false), ("//r/:_authToken=${NPM_TOKEN}\n", false),
      ("# _authToken=abc\n", false),
    ])
  func npm(_ text: String, _ holds: Bool) { #expect(SecretFiles.holdsLogin(npm: text) == holds) }

  @Test("are found where they are not committed, ignored or not, and not outside of the clone")
  func find() throws {
    let place = try SandboxPlayground(hostName: "clone")
    let paths = [
      ".env", ".git-credentials", "config/dev.pem", "packages/api/.env.local", "certs/test.pem", "a/b/.env",
    ]
    for path in paths { try place.write("secret", to: "clone/\(path)") }
    try place.write("", to: "clone/web/.env")
    try place.write(".env\n", to: "clone/.gitignore")
    try place.write("secret", to: "outside")
    try place.sh("ln -s ../outside .netrc && git add certs/test.pem")

    let found = try SecretFiles.find(in: place.host, effects: place.runner)

    #expect(found == [".env", ".git-credentials", "config/dev.pem", "packages/api/.env.local"])
  }
}
