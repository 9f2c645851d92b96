#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif
import KBSystem
import KBText

/// The page of a run whose `kb run` was killed: it says "running" for ever, and an open tab loads it again and again,
/// until somebody writes how the run really ended.
struct LeftPage {
  let store: RunStore
  let redaction: Redaction

  /// Mends the page of the newest run but this one.
  func mendNewest(before run: String) {
    guard let earlier = store.newestFirst().first(where: { $0 != run }) else { return }
    mend(earlier)
  }

  /// Writes the page again where it says that the run goes on and nobody works on it. A page that can't be written
  /// stays as it is.
  func mend(_ run: String) {
    let path = store.directory(run) + "/report.html"
    let head = String(decoding: Files.bytes(path, limit: 4096) ?? [], as: UTF8.self)
    guard head.contains(RunReportPage.refreshTag), store.presence(of: run) == .gone else { return }
    let (lines, unreadable) = store.lines(of: run)
    let report = RunReportBuilder.report(
      of: lines, unreadable: unreadable, presence: .gone, now: Date(), redaction: redaction)
    if let report { try? Files.replace(path, with: Array(RunReportPage(report: report).text.utf8)) }
  }
}
