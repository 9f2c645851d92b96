import Foundation
@testable import KBAgents
import KBText
import Testing

@Suite("The answer of a final review")
struct ReviewAnswerTests {
  @Test("is read as it stands")
  func good() throws {
    let answer = try #require(
      ReviewAnswer(
        """
        {"summary":"ok","criteria":[{"id":"#3.1","verdict":"met","path":"a.txt","line":2,"quote":"x","why":""}],
        "findings":[{"severity":"blocker","path":"a.txt","line":1,"quote":"y","why":"wrong","repro":"false"}]}
        """))
    #expect(answer.summary == "ok")
    #expect(
      answer.criteria == [.init(id: "#3.1", verdict: "met", path: "a.txt", line: 2, quote: "x", why: "")])
    #expect(
      answer.findings == [
        .init(severity: "blocker", path: "a.txt", line: 1, quote: "y", why: "wrong", repro: "false")
      ])
  }

  @Test(
    "is none where it is prose, or half of the form",
    arguments: [
      "", "All criteria are met.", "{}", "[]", "null", #"{"summary":"ok"}"#, #"{"criteria":[]}"#, #"{"findings":[]}"#,
      #"{"criteria":{},"findings":[]}"#, #"{"criteria":[],"findings":[]"#,
      "```json\n{\"criteria\":[],\"findings\":[]}\n```",
    ])
  func none(text: String) {
    #expect(ReviewAnswer(text) == nil)
  }

  @Test("loses no more than the part whose shape is not known")
  func oddParts() throws {
    let answer = try #require(
      ReviewAnswer(
        """
        {"summary":7,"criteria":[1,null,{"verdict":"met"},{"id":"#3.1","verdict":"met","line":"two","path":null},[]],
        "findings":["x",{"severity":3,"why":"w"},{"path":"p"}],"more":{}}
        """))
    #expect(answer.summary.isEmpty)
    #expect(answer.criteria == [.init(id: "#3.1", verdict: "met", path: "", line: 0, quote: "", why: "")])
    #expect(answer.findings == [.init(severity: "", path: "", line: 0, quote: "", why: "w", repro: "")])
  }

  @Test("has a form that the vendors take: no other keys, and none left out")
  func schema() throws {
    let schema = try JSONSerialization.jsonObject(with: Data(ReviewSchema.text.utf8))
    func check(_ node: Any) {
      guard let node = node as? [String: Any] else { return }
      if node["type"] as? String == "object" {
        let properties = node["properties"] as? [String: Any] ?? [:]
        #expect(node["additionalProperties"] as? Bool == false)
        #expect(Set(node["required"] as? [String] ?? []) == Set(properties.keys))
        properties.values.forEach(check)
      }
      if let items = node["items"] { check(items) }
    }
    check(schema)
    let names = [
      "summary", "criteria", "id", "verdict", "cannot_tell", "severity", "blocker", "repro", "quote", "line",
    ]
    for name in names { #expect(ReviewSchema.text.contains("\"\(name)\"")) }
  }

  @Test(
    "is cut out of the event that holds it",
    arguments: [
      (#"{"a":1,"wanted":{"b":[1,"}]\"{"]},"c":2}"#, #"{"b":[1,"}]\"{"]}"#), (#"{"wanted" : [1] }"#, "[1]"),
      (#"{"wanted":"x,y"}"#, #""x,y""#), (#"{"wanted":12,"a":0}"#, "12"), (#"{"a":{"wanted":1},"wanted":2}"#, "2"),
      (#"{"a":"wanted","wanted":true}"#, "true"), (#"{"wanted":null}"#, nil), (#"{"a":"wanted"}"#, nil), ("{", nil),
      (#"{"wanted":{"#, "{"), (#"{"wanted"#, nil), (#"{"wanted":"#, nil), ("", nil), (#"{"wanted\"":1}"#, nil),
    ])
  func member(object: String, value: String?) {
    #expect(JSONMember.text(of: "wanted", in: object) == value)
  }
}
