/// What keys of well-known services look like: the one table by which logs are masked and commits are refused.
///
/// A log masks every long word that begins so, since a mask too many costs nothing. A commit is refused where the word has
/// the length and the characters of a key that the service gives out. Sources: docs.github.com ("GitHub's token formats"),
/// docs.aws.amazon.com ("IAM identifiers", unique IDs), docs.slack.dev ("Token types"), docs.stripe.com ("API keys"),
/// docs.npmjs.com and github.blog (npm_ tokens), docs.gitlab.com ("Token overview", prefixes), pypi.org/help (API tokens),
/// cloud.google.com ("API keys"), docs.sendgrid.com; lengths as in the rules of gitleaks (config/gitleaks.toml).
package enum KeyTable {
  /// The characters that follow a prefix.
  enum Alphabet {
    /// Letters and digits.
    case plain
    /// Letters, digits, `_` and `-`.
    case wide
  }

  struct Row {
    let service: String
    let prefix: [UInt8]
    let alphabet: Alphabet
    /// How many characters follow; nil where texts are full of such words, which are masked alone.
    let length: ClosedRange<Int>?
    /// Whether a key may have no digit.
    let isOfLetters: Bool

    init(
      _ service: String, _ prefix: String, _ alphabet: Alphabet, _ length: ClosedRange<Int>?, ofLetters: Bool = false
    ) {
      self.service = service
      self.prefix = Array(prefix.utf8)
      self.alphabet = alphabet
      self.length = length
      isOfLetters = ofLetters
    }
  }

  /// No row begins like a later one.
  static let rows: [Row] =
    ["ghp_", "gho_", "ghu_", "ghs_", "ghr_"].map { Row("GitHub", $0, .plain, 36...255) } + [
      Row("GitHub", "github_pat_", .wide, 82...255),
      Row("AWS", "AKIA", .plain, 16...16), Row("AWS", "ASIA", .plain, 16...16),
      Row("Anthropic", "sk-ant-", .wide, 80...255),
      Row("OpenAI", "sk-proj-", .wide, 48...255), Row("OpenAI", "sk-svcacct-", .wide, 48...255),
      Row("OpenAI", "sk-admin-", .wide, 48...255),
      Row("OpenRouter", "sk-or-v1-", .plain, 64...64),
      Row("another service", "sk-", .wide, nil),
      Row("Stripe", "sk_live_", .plain, 24...255), Row("Stripe", "rk_live_", .plain, 24...255),
      Row("Stripe", "sk_test_", .plain, nil), Row("Stripe", "whsec_", .plain, 32...255),
      Row("Slack", "xoxb-", .wide, 40...255), Row("Slack", "xoxp-", .wide, 60...255),
      Row("Slack", "xapp-", .wide, 60...255), Row("Slack", "xoxe-", .wide, 100...255),
      Row("Slack", "xoxa-", .wide, 40...255), Row("Slack", "xoxs-", .wide, 40...255),
      Row("Google", "AIza", .wide, 35...35), Row("Google", "GOCSPX-", .wide, 28...28),
      Row("GitLab", "glpat-", .wide, 20...255), Row("GitLab", "gldt-", .wide, 20...255),
      Row("GitLab", "glrt-", .wide, 20...255),
      Row("npm", "npm_", .plain, 36...36), Row("PyPI", "pypi-AgE", .wide, 60...1000), Row("PyPI", "pypi-", .wide, nil),
      Row("Hugging Face", "hf_", .plain, 34...34, ofLetters: true),
      Row("Docker", "dckr_pat_", .wide, 27...27), Row("Docker", "dckr_oat_", .wide, 32...255),
      Row("DigitalOcean", "dop_v1_", .plain, 64...64), Row("Shopify", "shpat_", .plain, 32...32),
      Row("Grafana", "glsa_", .wide, 41...41), Row("RubyGems", "rubygems_", .plain, 48...48),
      Row("xAI", "xai-", .plain, 80...80), Row("Groq", "gsk_", .plain, 52...52),
      Row("a web token", "eyJhbGci", .wide, nil),
    ]

  /// Rows by the first byte of their prefix.
  private static let byFirst: [[Row]] = {
    var rows = [[Row]](repeating: [], count: 256)
    for row in Self.rows { rows[Int(row.prefix[0])].append(row) }
    return rows
  }()

  /// Whether a byte is part of a word that could be a key.
  package static let isWordByte: [Bool] = (0..<256).map { value in
    let byte = UInt8(value)
    return byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-") || isPlain(byte)
  }

  private static func isPlain(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"):
      true
    default: false
    }
  }

  /// The row that a word begins like; nil for an ordinary word.
  static func row(of word: ArraySlice<UInt8>) -> Row? {
    guard let first = word.first else { return nil }
    return byFirst[Int(first)].first { word.starts(with: $0.prefix) }
  }

  /// Whether a word of the text begins like a key.
  static func isPossible(in text: String) -> Bool {
    let bytes = Array(text.utf8)
    return bytes.indices.contains { index in
      !byFirst[Int(bytes[index])].isEmpty && (index == 0 || !isWordByte[Int(bytes[index - 1])])
        && row(of: bytes[index...]) != nil
    }
  }

  /// Whether a long word is masked.
  static func isMasked(_ word: ArraySlice<UInt8>) -> Bool {
    guard word.count >= 20, let row = row(of: word) else { return false }
    // Names of variables begin like these, too; what follows in a token has no underscore.
    let isName = ["npm", "Hugging Face"].contains(row.service)
    return !isName || !word.dropFirst(row.prefix.count).contains(UInt8(ascii: "_"))
  }

  /// The service whose key the word is; nil where it is none, or made up for an example.
  package static func service(ofKey word: ArraySlice<UInt8>) -> String? {
    guard let row = row(of: word), let length = row.length else { return nil }
    let tail = word.dropFirst(row.prefix.count)
    guard length.contains(tail.count), row.alphabet == .wide || tail.allSatisfy(isPlain) else { return nil }
    let isRandom =
      Set(tail).count >= 8 && (row.isOfLetters || tail.contains { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 })
    return isRandom && !String(decoding: tail, as: UTF8.self).uppercased().contains("EXAMPLE") ? row.service : nil
  }
}
