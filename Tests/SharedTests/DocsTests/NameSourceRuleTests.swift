import Testing

@Suite("Names that explain themselves")
struct NameSourceRuleTests {
  /// Words that fit on anything, and so say nothing, at the end of a name.
  private static let bags = ["Comforts", "Means", "Parts", "Look"]

  private static let sources = ProjectFiles.paths(below: "Sources", ending: ".swift")

  private func isBag(_ name: String) -> Bool {
    name.first?.isUppercase == true && Self.bags.contains(where: name.hasSuffix)
  }

  @Test("no type is called a bag, and no file")
  func bags() throws {
    for path in Self.sources + ProjectFiles.paths(below: "Tests", ending: ".swift") {
      let file = path.split(separator: "/").last.map { String($0.dropLast(6)) } ?? ""
      #expect(!isBag(file), "\(path)")
      for word in SourceWords(try ProjectFiles.text(path)).all where isBag(word.text) {
        Issue.record("\(path):\(word.line) says \(word.text)")
      }
    }
  }

  /// Names of two that differ by `s`, `r` or `er` at the end: `Report` and `Reporter`.
  private func twins(_ names: Set<String>) -> [String] {
    names.sorted().flatMap { name in
      ["s", "r", "er"].filter { names.contains(name + $0) }.map { "\(name) and \(name)\($0)" }
    }
  }

  @Test("no two types differ by a letter at the end")
  func twins() throws {
    var names: Set<String> = []
    for path in Self.sources {
      let declaration =
        /(?m)^(?:@\w+ )*(?:(?:package|final|indirect) )*(?:struct|class|enum|protocol|actor|typealias) ([A-Z]\w*)/
      for match in try ProjectFiles.text(path).matches(of: declaration) { names.insert(String(match.output.1)) }
    }
    #expect(names.count > 300)
    #expect(twins(names).isEmpty)
  }

  @Test("bags and twins are told from other names")
  func telling() {
    #expect(["RunComforts", "Means", "PlanLook"].allSatisfy(isBag))
    #expect(!["Meanwhile", "keyInParts", "Lookup", "PartsList"].contains(where: isBag))
    #expect(
      twins(["Report", "Reporter", "Reports", "RunReport", "Seat", "Seating"]) == [
        "Report and Reports", "Report and Reporter",
      ])
  }
}
