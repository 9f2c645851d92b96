import Testing

/// Supervisor and Worker are one module each, so no compiler keeps their rooms apart as it does those of Shared.
@Suite("Rooms of Supervisor and Worker")
struct RoomSourceRuleTests {
  /// From the ground up; a star stands for every folder there, each a room that knows none of the others, an empty name for
  /// the files beside the folders. A room may name the types of those before it.
  static let rooms = [
    "Sources/Supervisor": [
      "Words", "Run", "Screen", "CommandLine", "Show", "RunReport", "Notify", "Factory", "Commands/*", "",
    ],
    "Sources/Worker": ["Support", "Walk", "Process", ""],
  ]

  @Test("name no type of a room above them", arguments: rooms.keys.sorted())
  func order(folder: String) throws {
    let files = try ProjectFiles.paths(below: folder, ending: ".swift").map { ($0, try ProjectFiles.text($0)) }
    let plan = RoomPlan(folder: folder, rooms: try #require(Self.rooms[folder]), files: files)
    #expect(plan.types.count > 50)
    #expect(plan.strays.isEmpty, "these files are in no room: \(plan.strays.joined(separator: ", "))")
    for use in plan.upwardUses { Issue.record("\(use)") }
  }

  private func uses(_ files: [(String, String)]) -> [String] {
    RoomPlan(folder: "Sources/House", rooms: ["Cellar", "Hall", "Rooms/*", ""], files: files).upwardUses
  }

  @Test("a use of what stands above is found, with its file, line and word")
  func upward() {
    let files = [
      ("Sources/House/Cellar/Coal.swift", "struct Coal {\n  let lamp: Lamp?\n}\n"),
      ("Sources/House/Hall/Lamp.swift", "struct Lamp {\n  /// Not a Bed.\n  let name = \"Bed \\(Bed.count)\"\n}\n"),
      ("Sources/House/Rooms/North/Bed.swift", "final class Bed { let warmth = Coal(lamp: nil); let other: Desk }\n"),
      ("Sources/House/Rooms/South/Desk.swift", "@MainActor enum Desk { static let lamp = Lamp() }\n"),
      ("Sources/House/House.swift", "struct House { let bed: Bed; let desk: Desk }\n"),
    ]
    #expect(
      uses(files) == [
        "Sources/House/Cellar/Coal.swift:2: Lamp, of Hall", "Sources/House/Hall/Lamp.swift:3: Bed, of Rooms/North",
        "Sources/House/Rooms/North/Bed.swift:1: Desk, of Rooms/South",
      ])
  }

  @Test("a file that is in no room is found")
  func strays() {
    let plan = RoomPlan(
      folder: "Sources/House", rooms: ["Cellar"], files: [("Sources/House/Attic/Old.swift", "struct Old {}")])
    #expect(plan.strays == ["Sources/House/Attic/Old.swift"])
  }

  @Test("comments and the text of strings are no code, what they interpolate is")
  func words() {
    let text = ##"""
      let a = "b \(c("d", e)) f" // g
      let h = #"i "j" \#(k) \(l)"#
      let m = """
        n "o" \(p)
        """ + q
      """##
    let found = SourceWords(text).all.filter { $0.text != "let" }
    #expect(found.map(\.text) == ["a", "c", "e", "h", "k", "m", "p", "q"])
    #expect(found.map(\.line) == [1, 1, 1, 2, 2, 3, 4, 5])
  }
}
