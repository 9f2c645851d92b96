import Foundation
import KBConfiguration
import KBText
import TestSupport

/// Plays as much of `docker` as building a template takes. Its images are names under the sbx double's state.
/// `KB_DOUBLE_DOCKER` is `down` for a daemon that can't be reached, `build-fails` for a Dockerfile with a mistake.
enum DockerDouble {
  static func main(_ arguments: [String]) -> Never {
    let state = SbxState.current
    let status = run(arguments, state)
    Record.append(
      ["argv": .array(arguments.map { .string($0) }), "exit": .int(Int(status)), "ended": Record.now],
      to: state.root + "/docker-calls.jsonl")
    exit(status)
  }

  private static func run(_ arguments: [String], _ state: SbxState) -> Int32 {
    let trap = ProcessInfo.processInfo.environment["KB_DOUBLE_DOCKER"]
    if trap == "down" {
      Output.error("Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?")
      return 1
    }
    switch (arguments.first, arguments.dropFirst().first) {
    case ("--version", _), ("version", _):
      Output.line("Docker version 29.0.0, build 3d4129b")
      return 0
    case ("build", _): return build(Array(arguments.dropFirst()), state, fails: trap == "build-fails")
    case ("buildx", "build"): return build(Array(arguments.dropFirst(2)), state, fails: trap == "build-fails")
    case ("image", "save"): return save(Array(arguments.dropFirst(2)), state)
    case ("save", _): return save(Array(arguments.dropFirst()), state)
    case ("image", "inspect"):
      let isKnown = DockerImages(state).names.contains(StoredImage(arguments.last ?? "").full)
      if isKnown { Output.line("[{\"Id\":\"sha256:\(SHA256.hex(of: arguments.last ?? ""))\"}]") }
      if !isKnown { Output.error("Error response from daemon: No such image: \(arguments.last ?? "")") }
      return isKnown ? 0 : 1
    default:
      Output.error("docker: unknown command: docker \(arguments.first ?? "")")
      return 1
    }
  }

  private static func build(_ arguments: [String], _ state: SbxState, fails: Bool) -> Int32 {
    let grammar = SbxOptions.Grammar(
      flags: ["pull": "", "no-cache": "", "quiet": "q", "load": ""],
      values: ["tag": "t", "file": "f", "build-arg": "", "platform": "", "target": "", "progress": "", "label": ""])
    guard let options = try? SbxOptions(arguments, grammar), let context = options.operands.first else {
      Output.error("ERROR: docker: 'docker build' requires 1 argument")
      return 1
    }
    // A context of "-" is the Dockerfile itself, on standard input.
    let file = options.value("file") ?? (context == "-" ? "-" : context + "/Dockerfile")
    guard file == "-" || FileManager.default.fileExists(atPath: file) else {
      Output.error("ERROR: failed to read dockerfile: open \(file.lastPathPart): no such file or directory")
      return 1
    }
    Output.error("#1 [internal] load build definition from \(file.lastPathPart)")
    if fails {
      Output.error("ERROR: failed to solve: process \"/bin/sh -c false\" did not complete successfully: exit code: 1")
      return 1
    }
    for tag in options.values["tag"] ?? [] { DockerImages(state).add(StoredImage(tag).full) }
    return 0
  }

  private static func save(_ arguments: [String], _ state: SbxState) -> Int32 {
    guard let options = try? SbxOptions(arguments, SbxOptions.Grammar(values: ["output": "o", "platform": ""])),
      let file = options.value("output")
    else {
      Output.error("cowardly refusing to save to a terminal. Use the -o flag or redirect")
      return 1
    }
    for name in options.operands where !DockerImages(state).names.contains(StoredImage(name).full) {
      Output.error("Error response from daemon: reference does not exist: \(name)")
      return 1
    }
    return DockerImages.writeArchive(options.operands, to: file) ? 0 : 1
  }
}

/// The host's image store, and the archives that carry images into the sandbox's store.
struct DockerImages {
  private let file: String

  init(_ state: SbxState) { file = state.root + "/docker-images" }

  var names: [String] {
    ((try? String(contentsOfFile: file, encoding: .utf8)) ?? "").split(separator: "\n").map(String.init)
  }

  func add(_ name: String) {
    let all = Set(names + [name]).sorted().joined(separator: "\n")
    try? Data(all.utf8).write(to: URL(fileURLWithPath: file), options: .atomic)
  }

  /// The short identifier of an image.
  static func id(of name: String) -> String { String(SHA256.hex(of: name).prefix(12)) }

  /// Writes an archive whose manifest names the images, as `docker image save` does.
  static func writeArchive(_ names: [String], to file: String) -> Bool {
    let directory = FileManager.default.temporaryDirectory.appendingPathComponent("kb-double-" + UUID().uuidString)
    Record.createDirectory(directory.path)
    defer { try? FileManager.default.removeItem(at: directory) }
    let manifest: JSONTree = [
      ["Config": "blobs/sha256/0", "RepoTags": .array(names.map { .string($0) }), "Layers": []]
    ]
    try? Data(manifest.json.utf8).write(to: directory.appendingPathComponent("manifest.json"))
    return Child(arguments: ["tar", "-cf", file, "-C", directory.path, "manifest.json"]).run().succeeded
  }

  /// The images that an archive holds; nil where it is none.
  static func names(inArchive file: String) -> [String]? {
    let manifest = Child(arguments: ["tar", "-xOf", file, "manifest.json"]).run()
    guard manifest.succeeded, let json = JSONTree.parse(Array(manifest.output.utf8)) else { return nil }
    return json[0]["RepoTags"].elements.compactMap(\.text)
  }
}
