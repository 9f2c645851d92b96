import Testing

@Suite("Rooms of Sources/Shared")
struct RoomTests {
  /// What each room may import, as Package.swift lists it from the ground up.
  private static func rooms() throws -> [(name: String, uses: Set<Substring>)] {
    let package = try ProjectFiles.text("Package.swift")
    func names(_ list: Substring) -> Set<Substring> { Set(list.matches(of: /"(\w+)"/).map { $0.output.1 }) }
    let ground = names(try #require(package.firstMatch(of: /let ground = (\[.*\])/)).output.1)
    return package.matches(of: /(?m)^  \("(\w+)", (ground)?(?: \+ )?(\[[^\]]*\])?, \[.*\]\),$/).map { room in
      let own = room.output.3.map(names) ?? []
      return (String(room.output.1), room.output.2 == nil ? own : own.union(ground))
    }
  }

  /// The imports of rooms in a room's files that its list does not allow: file, line and module.
  private static func offences(in room: String, may uses: Set<Substring>) throws -> [String] {
    var found: [String] = []
    for path in ProjectFiles.paths(below: "Sources/Shared/\(room)", ending: ".swift") {
      let lines = try ProjectFiles.text(path).split(separator: "\n", omittingEmptySubsequences: false)
      for (index, line) in lines.enumerated() {
        let words = line.split(separator: " ")
        guard words.dropLast().last == "import", let module = words.last, module.hasPrefix("KB") else { continue }
        if !uses.contains(module.dropFirst(2)) { found.append("\(path):\(index + 1) imports \(module)") }
      }
    }
    return found
  }

  @Test("import what Package.swift lets them, also where an incremental build would find more")
  func imports() throws {
    let rooms = try Self.rooms()
    #expect(rooms.count == 12)
    for room in rooms {
      let found = try Self.offences(in: room.name, may: room.uses)
      #expect(found.isEmpty, "\(found.joined(separator: "\n"))")
    }
    // The check sees what it must not let pass.
    #expect(try !Self.offences(in: "State", may: []).isEmpty)
  }

  @Test("stand in Package.swift above all that use them")
  func order() throws {
    var below: Set<Substring> = []
    for room in try Self.rooms() {
      #expect(room.uses.isSubset(of: below), "\(room.name) uses \(room.uses.subtracting(below))")
      below.insert(Substring(room.name))
    }
  }
}
