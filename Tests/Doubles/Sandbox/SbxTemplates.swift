import Foundation
import KBConfiguration
import TestSupport

/// `sbx template`: the sandbox's own image store.
struct SbxTemplates {
  let call: SbxCall

  func run(_ arguments: [String]) -> Never {
    let rest = Array(arguments.dropFirst())
    switch arguments.first {
    case "ls", "list": list(rest)
    case "load": load(rest)
    case "save": save(rest)
    case "rm", "remove": remove(rest)
    case nil, .some: call.fail("unknown command for \"sbx template\"")
    }
  }

  private func list(_ arguments: [String]) -> Never {
    let options = call.options(arguments, SbxOptions.Grammar(flags: ["json": "", "quiet": "q"]))
    let images = (call.state.settings.templates ?? []).map(StoredImage.init)
    if options.flags.contains("json") {
      let rows = images.map { image in
        JSONTree.object([
          .init("id", .string(DockerImages.id(of: image.full))), .init("repository", .string(image.repository)),
          .init("tag", .string(image.tag)), .init("flavor", ""), .init("created_at", "2026-01-01T00:00:00Z"),
          .init("size", 1_048_576),
        ])
      }
      Output.event(call.release.since(48) ? .array(rows) : ["images": .array(rows)])
    } else if options.flags.contains("quiet") {
      for image in images { Output.line(image.full) }
    } else {
      Output.line("REPOSITORY\tTAG\tIMAGE ID\tSIZE")
      for image in images {
        Output.line("\(image.repository)\t\(image.tag)\t\(DockerImages.id(of: image.full))\t1MB")
      }
    }
    call.end()
  }

  private func load(_ arguments: [String]) -> Never {
    let options = call.options(arguments, SbxOptions.Grammar())
    guard let file = options.operands.first, FileManager.default.fileExists(atPath: file) else {
      call.fail("open \(options.operands.first ?? ""): no such file or directory")
    }
    guard let names = DockerImages.names(inArchive: file) else {
      call.fail("request failed: 400 Bad Request: invalid image archive")
    }
    let full = names.map { StoredImage($0).full }
    call.state.changeSettings { $0.templates = Array(Set(($0.templates ?? []) + full)).sorted() }
    for name in names { Output.line("Loaded image: \(name)") }
    call.end()
  }

  private func save(_ arguments: [String]) -> Never {
    let options = call.options(arguments, SbxOptions.Grammar(values: ["output": "o"]))
    guard options.operands.count == 2 else { call.fail("accepts 2 arg(s), received \(options.operands.count)") }
    _ = call.requireSandbox(options.operands[0])
    let name = options.operands[1]
    if let file = options.value("output"), !DockerImages.writeArchive([name], to: file) {
      call.fail("could not write \(file)")
    }
    call.state.changeSettings { $0.templates = Array(Set(($0.templates ?? []) + [StoredImage(name).full])).sorted() }
    call.end()
  }

  private func remove(_ arguments: [String]) -> Never {
    let options = call.options(arguments, SbxOptions.Grammar(flags: ["force": "f"]))
    for name in options.operands {
      let full = StoredImage(name).full
      guard call.state.settings.templates?.contains(full) == true else { call.fail("no such template: \(name)") }
      call.state.changeSettings { $0.templates?.removeAll { $0 == full } }
      Output.line("Removed: \(name)")
    }
    call.end()
  }
}
