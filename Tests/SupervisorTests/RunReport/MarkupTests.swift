import Foundation
import Testing

@testable import Supervisor

@Suite("The report's page")
struct MarkupTests {
  @Test("escapes every text and attribute")
  func escapes() {
    let hostile = "<script>alert('x')</script> & \"more\"\u{1b}[31m\u{202e}"
    let markup = Markup.element("p", [.init("title", hostile)], [.text(hostile)]).text
    #expect(
      markup == """
        <p title="&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt; &amp; &quot;more&quot;\\u{1b}[31m">\
        &lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt; &amp; &quot;more&quot;\\u{1b}[31m</p>
        """)
  }

  @Test(
    "links to https addresses alone",
    arguments: [
      ("https://github.com/acme/webapp/pull/88", true), ("http://github.com/acme", false),
      ("javascript:alert(1)", false),
      ("https://", false), ("https://a b", false), ("https://a\"onclick=x", false), ("https://a'", false), ("", false),
      ("data:text/html,x", false), ("HTTPS://x.y/z", false), ("https://ex\u{202e}ample.com", false),
    ])
  func links(address: String, isLink: Bool) {
    #expect(Markup.link(address, "text").text.hasPrefix("<a ") == isLink)
  }

  @Test("makes a link of each https address in a text, and of nothing else")
  func linked() {
    let text = "waits for the merge of https://x.y/pull/88, or  https://evil\"onclick=x; http://a.b <b>"
    let link = #"<a href="https://x.y/pull/88" rel="noopener noreferrer">https://x.y/pull/88</a>"#
    #expect(
      Markup.linked(text).text
        == "waits for the merge of \(link), or  https://evil&quot;onclick=x; http://a.b &lt;b&gt;")
  }

  @Test("of the hostile night holds no element but its own, and no link but to https")
  func hostileNight() throws {
    let page = NightRun.page(try NightRun.report())
    #expect(!page.contains("<script") && !page.contains("javascript:") && !page.contains("<b>mailer"))
    for link in page.split(separator: "href=\"").dropFirst() {
      #expect(link.hasPrefix("https://") || link.hasPrefix("data:,\""), "\(link.prefix(40))")
    }
  }
}

@Suite("The report's clock")
struct ReportClockTests {
  @Test(
    "tells days and times of any year",
    arguments: [
      (0.0, "1970-01-01 00:00"), (951_782_400, "2000-02-29 00:00"), (1_795_557_000, "2026-11-24 21:50"),
      (4_102_444_799, "2099-12-31 23:59"),
    ])
  func days(seconds: Double, text: String) {
    #expect(ReportClock.utc.dayAndTime(.init(timeIntervalSince1970: seconds)) == text)
  }

  @Test("of another zone is ahead or behind")
  func zones() {
    let date = ReportClockTests.date
    #expect(ReportClock(offset: { _ in 3600 }).seconds(date) == "22:50:07")
    #expect(ReportClock(offset: { _ in -22 * 3600 }).dayAndTime(date) == "2026-11-23 23:50")
  }

  private static var date: Date { .init(timeIntervalSince1970: 1_795_557_007) }
}
