/// The form of a final review's answer, as JSON Schema. Every key is required and no other is allowed, as the structured
/// outputs of the vendors want it; what does not apply is empty, or 0.
package enum ReviewSchema {
  package static let text = object([
    ("summary", string),
    (
      "criteria",
      list(of: [("id", string), ("verdict", word(["met", "unmet", "cannot_tell"]))] + place + [("why", string)])
    ),
    (
      "findings",
      list(
        of: [("severity", word(["blocker", "major", "minor"]))] + place + [("why", string), ("repro", string)])
    ),
  ])

  private static let place = [("path", string), ("line", #"{"type":"integer"}"#), ("quote", string)]
  private static let string = #"{"type":"string"}"#

  private static func word(_ words: [String]) -> String {
    #"{"type":"string","enum":["# + words.map { "\"\($0)\"" }.joined(separator: ",") + "]}"
  }

  private static func list(of members: [(String, String)]) -> String {
    #"{"type":"array","items":"# + object(members) + "}"
  }

  private static func object(_ members: [(String, String)]) -> String {
    let names = members.map { "\"\($0.0)\"" }.joined(separator: ",")
    let properties = members.map { "\"\($0.0)\":\($0.1)" }.joined(separator: ",")
    return #"{"type":"object","additionalProperties":false,"required":["# + names + #"],"properties":{"# + properties
      + "}}"
  }
}
