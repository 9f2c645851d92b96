import Foundation
import KBState
import KBSystem
import KBText
import TestSupport
import Testing

@Suite("Text that leaves krutrimbox")
struct SafeTextTests {
  @Test(
    "control characters are shown, not sent",
    arguments: [
      ("\u{1b}[31mred", "\\u{1b}[31mred"), ("a\nb\tc", "a b c"), ("\u{202e}evil", "evil"),
      ("a\u{200b}b\u{e0041}", "ab"), ("ok é", "ok é"),
    ])
  func line(text: String, safe: String) {
    #expect(SafeText.line(text) == safe)
  }

  @Test("secrets are masked: known values, and words that look like a vendor's token")
  func secrets() {
    let redaction = Redaction(environment: ["GH_TOKEN": "hunter2hunter2", "HOME": "/home/alice", "MY_API_KEY": "short"])
    #expect(redaction.mask("x hunter2hunter2 y") == "x *** y")
    #expect(redaction.mask("/home/alice short") == "/home/alice short")
    #expect(redaction.mask("token=ghp_abcdefghijklmnopqrstuvwxyz0123456789.") == "token=***.")
    #expect(redaction.mask("sk-" + String(repeating: "x", count: 30) + " sk-learn") == "*** sk-learn")
    #expect(redaction.mask("npm_" + String(repeating: "x", count: 36)) == "***")
    #expect(redaction.mask("npm_config_registry_and_more=1") == "npm_config_registry_and_more=1")
  }

  @Test("passwords in addresses and private keys are masked, and nothing else of them")
  func passwords() {
    let redaction = Redaction()
    #expect(
      redaction.mask("push to https://alice:hunter2@example.com:8443/o/r.git and http://127.0.0.1:80/x?a@b:c")
        == "push to https://alice:***@example.com:8443/o/r.git and http://127.0.0.1:80/x?a@b:c")
    #expect(redaction.mask("ssh://git@example.com:22/x") == "ssh://git@example.com:22/x")
    #expect(
      redaction.mask("a\n-----BEGIN RSA PRIVATE KEY-----\nMIIE\nabc\n-----END RSA PRIVATE KEY-----\nb")
        == "a\n-----BEGIN RSA PRIVATE KEY-----\n***\n***\n-----END RSA PRIVATE KEY-----\nb")
  }

  @Test("a JSON web token is masked whole")
  func webTokens() {
    let header = "eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9"
    let token = "\(header).eyJzdWIiOiIxMjM0NTY3ODkwIn0.SflKxwRJSMeKKF2QT4fwpMeJf36POk6yJV_adQssw5c"
    #expect(Redaction().mask("Bearer \(token)") == "Bearer ***")
    #expect(Redaction().mask("it is \(token). Then a.b and eyJ.b") == "it is ***. Then a.b and eyJ.b")
  }

  @Test("a private key on one line is masked, and what comes after it is not")
  func keyOnOneLine() {
    #expect(
      Redaction().mask(#"{"k": "-----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY-----\n"}"# + "\nb")
        == #"{"k": "-----BEGIN PRIVATE KEY-----***-----END PRIVATE KEY-----\n"}"# + "\nb")
  }

  @Test("a private key is masked also where its lines come one by one, with other lines in between")
  func keyInParts() {
    var keys = KeyMask()
    let lines = [
      "  -----BEGIN RSA PRIVATE KEY-----", "Proc-Type: 4,ENCRYPTED", "", "MIIEowIBAAKCAQEA", "the check goes on",
      "web says MIIEowIBAAKCAQEAabcdefgh", "aB==", "-----END RSA PRIVATE KEY-----", "after",
    ]
    #expect(
      lines.map { keys.mask($0) } == [
        "  -----BEGIN RSA PRIVATE KEY-----", "***", "", "***", "the check goes on", "***", "***",
        "-----END RSA PRIVATE KEY-----", "after",
      ])
  }

  @Test("a private key is masked whatever its kind and the ends of its lines", arguments: ["\n", "\r\n"])
  func kinds(newline: String) {
    for kind in ["PRIVATE KEY", "OPENSSH PRIVATE KEY", "PGP PRIVATE KEY BLOCK"] {
      let text = ["-----BEGIN \(kind)-----", "MIIE", "-----END \(kind)-----", "after"].joined(separator: newline)
      #expect(Redaction().mask(text) == "-----BEGIN \(kind)-----\n***\n-----END \(kind)-----\nafter")
    }
  }

  @Test("a private key that never ends does not mask a whole log")
  func keyWithoutEnd() {
    var keys = KeyMask()
    #expect(keys.mask("grep -- '-----BEGIN PRIVATE KEY-----'").hasSuffix("***"))
    let masked = (0..<1000).filter { _ in keys.mask("PASS") == "***" }
    #expect(masked.count < 500 && masked.count > 200)
  }

  @Test("a log masks a private key that is written line by line")
  func log() throws {
    let folder = TestFolder("key-log")
    let log = RunLog(folder.path + "/log", redaction: Redaction())
    let lines = ["-----BEGIN PRIVATE KEY-----", "MIIEsecret", "-----END PRIVATE KEY-----", "after"]
    for line in lines { log.line("  " + line) }
    let text = try #require(Files.text(log.path))
    #expect(!text.contains("MIIEsecret"))
    #expect(text.contains("after"))
    #expect(!log.lastLines(10).joined().contains("MIIEsecret"))
  }
}
