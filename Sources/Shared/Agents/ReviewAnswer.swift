#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif
import KBText

/// What a final review answers by `ReviewSchema`, as it says it: nothing of it is checked. A part of an unknown shape costs
/// that part alone.
package struct ReviewAnswer: Equatable, Sendable {
  package struct Criterion: Equatable, Sendable {
    package var id: String
    /// `met`, `unmet`, `cannot_tell`, or anything else.
    package var verdict: String
    package var path: String
    package var line: Int
    package var quote: String
    package var why: String
  }

  package struct Finding: Equatable, Sendable {
    package var severity: String
    package var path: String
    package var line: Int
    package var quote: String
    package var why: String
    package var repro: String
  }

  package var summary: String
  package var criteria: [Criterion]
  package var findings: [Finding]

  /// nil where the text is no object with both lists.
  package init?(_ text: String) {
    guard let raw = try? JSONDecoder().decode(Raw.self, from: Data(text.utf8)) else { return nil }
    summary = raw.summary ?? ""
    criteria = raw.criteria.compactMap { part in
      guard let id = part.id else { return nil }
      return Criterion(
        id: id, verdict: part.verdict ?? "", path: part.path ?? "", line: part.line ?? 0, quote: part.quote ?? "",
        why: part.why ?? "")
    }
    findings = raw.findings.compactMap { part in
      guard let why = part.why else { return nil }
      return Finding(
        severity: part.severity ?? "", path: part.path ?? "", line: part.line ?? 0, quote: part.quote ?? "", why: why,
        repro: part.repro ?? "")
    }
  }

  private struct Raw: Decodable {
    var summary: String?
    var criteria: [Part]
    var findings: [Part]

    private enum CodingKeys: String, CodingKey { case summary, criteria, findings }

    init(from decoder: any Decoder) throws {
      let values = try decoder.container(keyedBy: CodingKeys.self)
      summary = try? values.decode(String.self, forKey: .summary)
      criteria = try values.decode([Part].self, forKey: .criteria)
      findings = try values.decode([Part].self, forKey: .findings)
    }
  }

  /// A criterion or a finding.
  private struct Part: Decodable {
    var id: String?
    var severity: String?
    var verdict: String?
    var path: String?
    var line: Int?
    var quote: String?
    var why: String?
    var repro: String?

    private enum CodingKeys: String, CodingKey { case id, severity, verdict, path, line, quote, why, repro }

    init(from decoder: any Decoder) throws {
      guard let values = try? decoder.container(keyedBy: CodingKeys.self) else { return }
      func text(_ key: CodingKeys) -> String? { try? values.decodeIfPresent(String.self, forKey: key) }
      id = text(.id)
      severity = text(.severity)
      verdict = text(.verdict)
      path = text(.path)
      line = try? values.decodeIfPresent(Int.self, forKey: .line)
      quote = text(.quote)
      why = text(.why)
      repro = text(.repro)
    }
  }
}
