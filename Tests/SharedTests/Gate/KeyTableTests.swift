import Foundation
import Testing
@testable import KBRepository
@testable import KBText

@Suite("Keys of well-known services")
struct KeyTableTests {
  private static func random(_ count: Int) -> String {
    String(repeating: "a1B2c3D4e5F6g7H8i9J0", count: 10).prefix(count).description
  }

  static let keys: [(String, String)] = [
    ("GitHub", "ghp_" + random(36)), ("GitHub", "ghs_" + random(36)),
    ("GitHub", "github_pat_" + random(22) + "_" + random(59)),
    ("AWS", "AKIAQ2W3E4R5T6Y7U8I9"), ("Anthropic", "sk-ant-api03-" + random(93) + "AA"),
    ("OpenAI", "sk-proj-" + random(60)), ("Stripe", "sk_live_" + random(24)),
    ("Slack", "xoxb-1234567890123-1234567890123-" + random(24)),
    ("Google", "AIza" + random(35)), ("GitLab", "glpat-" + random(20)), ("npm", "npm_" + random(36)),
    ("PyPI", "pypi-AgEIcHlwaS5vcmc" + random(100)), ("Docker", "dckr_pat_" + random(27)),
  ]

  @Test("are found in a file, with the place, and masked in a text", arguments: keys)
  func found(service: String, key: String) {
    for text in ["\(key)", "a line\nTOKEN=\"\(key)\"\n", "https://x:\(key)@example.com"] {
      let hits = KeySearch.hits(in: Array(text.utf8))
      #expect(hits.map(\.kind) == [service], "\(text)")
      #expect(hits.first.map { String(decoding: $0.bytes, as: UTF8.self) } == key)
      #expect(!Redaction().mask(text).contains(key))
    }
  }

  @Test(
    "are not found in ordinary words, in examples, and in code that knows how they begin",
    arguments: [
      "AKIAIOSFODNN7EXAMPLE", "ghp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", "npm_config_user_agent_of_this_machine_1",
      "sk-fading-circle-with-a-long-name-1", "glpat-your-personal-access-token", "hf_hub_download_of_a_model_v1",
      "\"ghp_\", \"gho_\"", "-----BEGIN PRIVATE KEY-----", "ghp_" + random(35), "AKIAQ2W3E4R5T6Y7U8I9X",
      "-----BEGIN RSA PRIVATE KEY-----\nis how such a file begins, as everybody knows who has made one",
      "-----BEGIN CERTIFICATE-----\n" + random(64), "eyJhbGciOiJIUzI1NiJ9." + random(40),
    ])
  func ordinary(text: String) { #expect(KeySearch.hits(in: Array(text.utf8)).isEmpty) }

  @Test("a private key is found by its first line and what follows", arguments: ["", "RSA ", "OPENSSH ", "ENCRYPTED "])
  func privateKey(kind: String) {
    let text = "x\n-----BEGIN \(kind)PRIVATE KEY-----\n\(Self.random(64))\n\(Self.random(64))\n"
    #expect(KeySearch.hits(in: Array(text.utf8)).map(\.kind) == ["a private key"])
    let inCode = "let key = \"-----BEGIN \(kind)PRIVATE KEY-----\\n\(Self.random(64))\\n\""
    #expect(KeySearch.hits(in: Array(inCode.utf8)).map(\.offset) == [11])
  }

  @Test("of an ignored file are its secrets, not its settings")
  func values() {
    let file = """
      MODE=production
      DB_PASSWORD="s3cr3t-hunter-42"
      API_TOKEN=$OTHER_TOKEN_123456
      SECRET_KEY=changeme
      export AUTH_TOKEN=q9w8e7r6t5y4
      SESSION_SECRET=example-secret-1234
      """
    let files = IgnoredFiles(files: [(".env", Array(file.utf8)), ("tiny", Array("1\n".utf8))])
    #expect(Set(files.secrets) == ["s3cr3t-hunter-42", "q9w8e7r6t5y4"])
    #expect(files.name(of: Array("\(file)\n\n".utf8)) == ".env")
    #expect(files.name(of: Array("1\n".utf8)) == nil)
  }
}
