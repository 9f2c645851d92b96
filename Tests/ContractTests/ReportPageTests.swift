import Foundation
import TestSupport
import Testing

/// A browser that renders the report's page; CI installs one. On some systems the name leads to a notice alone.
private let browser = ["chromium", "chromium-browser", "google-chrome"].first { name in
  ShortCommand([name, "--version"], environment: ProcessInfo.processInfo.environment).run().status == 0
}

@Suite(
  "The report's page in a real browser",
  .enabled(if: browser != nil, "no chromium that runs: the page is not rendered"))
struct ReportPageTests {
  @Test("renders without a complaint, and fits a phone and a desk", arguments: [390, 1280])
  func fits(width: Int) async throws {
    let folder = try FileManager.default.url(
      for: .itemReplacementDirectory, in: .userDomainMask, appropriateFor: FileManager.default.temporaryDirectory,
      create: true
    ).path
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    // Everything is unfolded: what is folded away must fit as well.
    let page = try String(contentsOf: root.appendingPathComponent("Fixtures/night-v1.html"), encoding: .utf8)
      .replacing("<details class=\"plan\">", with: "<details class=\"plan\" open=\"open\">")
    try Data(page.utf8).write(to: URL(fileURLWithPath: folder + "/page.html"))
    let frame = """
      <!DOCTYPE html><meta charset="utf-8"><link rel="icon" href="data:,">
      <iframe id="page" src="page.html" style="width:\(width)px;height:900px;border:0"></iframe><p id="result"></p>
      <script>
      window.onload = () => {
        const inner = document.getElementById("page").contentDocument;
        const wide = [...inner.querySelectorAll("body *")].filter(e => e.getBoundingClientRect().right > \(width));
        document.getElementById("result").textContent = "width=" + inner.documentElement.scrollWidth
          + " wide=" + wide.length + " rows=" + inner.querySelectorAll(".row").length
          + " cards=" + inner.querySelectorAll(".card").length + " scripts=" + inner.scripts.length;
      };
      </script>
      """
    try Data(frame.utf8).write(to: URL(fileURLWithPath: folder + "/frame.html"))
    var command = ShortCommand(
      [
        try #require(browser), "--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars",
        "--allow-file-access-from-files",
        "--enable-logging=stderr", "--user-data-dir=\(folder)/profile", "--window-size=1400,1000",
        "--virtual-time-budget=5000", "--dump-dom", "file://\(folder)/frame.html",
      ], environment: ProcessInfo.processInfo.environment)
    command.limitMilliseconds = 600_000
    let result = await onOwnThread { [command] in command.run() }
    #expect(result.text.contains("width=\(width) wide=0 rows=8 cards=4 scripts=0"), "\(result.text)\(result.errorText)")
    #expect(!result.errorText.contains("CONSOLE"), "\(result.errorText)")
  }
}
