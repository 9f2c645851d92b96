import Foundation
import Testing

/// Steps say what they may touch: nobody holds a bag of everything.
@Suite("Rules that the steps of a Factory Run keep")
struct WalkSourceRuleTests {
  private static let most = 5

  private func walk() throws -> [(path: String, text: String)] {
    let paths = ProjectFiles.paths(below: "Sources/Worker/Walk", ending: ".swift")
    #expect(paths.count > 20)
    return try paths.map { ($0, try ProjectFiles.text($0)) }
  }

  @Test("no type stores more than five properties")
  func stored() throws {
    for (path, text) in try walk() {
      for type in Self.types(in: text) {
        #expect(type.stored.count <= Self.most, "\(path): \(type.name) stores \(type.stored.joined(separator: ", "))")
      }
    }
  }

  @Test("no type holds what puts the steps together")
  func assembly() throws {
    for (path, text) in try walk() { #expect(!text.contains("Assembly"), "\(path)") }
  }

  @Test("stored properties are told from computed ones, and from those of types inside")
  func counting() {
    let types = Self.types(
      in: """
        struct Outer {
          let one: Int
          private(set) var two: [String: Int] = [:]
          var computed: Int { one }
          var long: Int {
            let local = 1
            return local
          }
          static let shared = Outer()
          var three = { 1 }()
          enum Inner {
            case a(Int)
            var text: String { "{" }
          }
          private let (four, five): (Int, Int)
          func act() {
            let local = 2
          }
        }
        extension Outer { var other: Int { 1 } }
        final class Last {
          var six: () -> Void = {}
        }
        """)
    #expect(types.map(\.name) == ["Outer", "Inner", "Last"])
    #expect(types.map(\.stored) == [["one", "two", "three", "(four"], [], ["six"]])
  }

  private struct SeenType {
    var name: String
    var depth: Int
    var stored: [String] = []
  }

  /// Types with their stored properties, in the order of their first lines.
  private static func types(in text: String) -> [SeenType] {
    var all: [SeenType] = []
    var open: [Int] = []
    var depth = 0
    for line in text.split(separator: "\n") {
      let quiet = line.replacing(/"(?:[^"\\]|\\.)*"/, with: "")
      let code = quiet.split(separator: "//", maxSplits: 1, omittingEmptySubsequences: false)[0]
      if let type = code.firstMatch(of: /^\s*(?:[a-z]+\s+)*(?:struct|class|enum|actor)\s+([A-Z]\w*)/) {
        all.append(SeenType(name: String(type.output.1), depth: depth + 1))
        if code.contains("{") { open.append(all.count - 1) }
      } else if let last = open.last, all[last].depth == depth, !code.contains("static "),
        let property = code.firstMatch(of: /^\s*(?:[a-z]+(?:\(set\))?\s+)*(?:let|var)\s+([^\s:=,]+)(.*)$/)
      {
        let beforeValue = property.output.2.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)[0]
        if !beforeValue.contains("{") { all[last].stored.append(String(property.output.1)) }
      }
      depth += code.count { $0 == "{" } - code.count { $0 == "}" }
      while let last = open.last, all[last].depth > depth { open.removeLast() }
    }
    return all
  }
}
