/// The rooms of one folder of sources, and which types each of them declares. Pure.
struct RoomPlan {
  struct Room: Hashable {
    /// Below the folder: `Run`, `Commands/Clean`; empty for the files beside the folders.
    let name: String
    /// Counted from the ground.
    let level: Int
  }

  /// The room of every type that is declared at the top level of a file, but for private ones.
  private(set) var types: [String: Room] = [:]
  /// Paths of files that are in no room.
  private(set) var strays: [String] = []
  private var files: [(path: String, room: Room, text: String)] = []

  /// `rooms` from the ground up, with a star for every folder there; paths of `files` begin with `folder`.
  init(folder: String, rooms: [String], files all: [(String, String)]) {
    for (path, text) in all {
      let place = path.dropFirst(folder.count + 1).split(separator: "/").dropLast().map(String.init)
      guard let room = Self.room(of: place, among: rooms) else {
        strays.append(path)
        continue
      }
      files.append((path, room, text))
      let declaration =
        /(?m)^(?:@\w+ )*(?:(?:package|final|indirect) )*(?:struct|class|enum|protocol|actor|typealias) ([A-Z]\w*)/
      for match in text.matches(of: declaration) { types[String(match.output.1)] = room }
    }
  }

  private static func room(of place: [String], among rooms: [String]) -> Room? {
    for (level, name) in rooms.enumerated() {
      if name == "", place.isEmpty { return Room(name: "", level: level) }
      if name.hasSuffix("/*"), place.count > 1, "\(place[0])/*" == name {
        return Room(name: place.prefix(2).joined(separator: "/"), level: level)
      }
      if name == place.first { return Room(name: name, level: level) }
    }
    return nil
  }

  /// `Sources/Supervisor/Run/RunPlan.swift:87: MachineJudge, of Commands/Doctor`, for each word that points up or aside.
  var upwardUses: [String] {
    files.flatMap { file in
      SourceWords(file.text).all.compactMap { word in
        guard let room = types[word.text], room != file.room, room.level >= file.room.level else { return nil }
        return "\(file.path):\(word.line): \(word.text), of \(room.name.isEmpty ? "the top" : room.name)"
      }
    }
  }
}
