import Foundation
import KBProtocol
import TestSupport
import Testing

/// A machine with a `swift` that builds nothing: it notes its arguments and names a folder of programs.
private struct InstallBench {
  private let folder = TestFolder("install")
  var root: String { folder.path }

  /// - Parameter built: the folder that the build is said to have filled; nil for one below the bench.
  init(built: String? = nil) throws {
    try script(
      "tools/swift",
      """
      echo "$@" >> '\(root)/calls'
      case "$*" in
        *--show-bin-path*) echo '\(built ?? root + "/built")' ;;
        *) [ ! -e '\(root)/broken' ] || exit 7 ;;
      esac
      """)
  }

  func write(_ path: String, _ text: String) throws {
    let url = URL(fileURLWithPath: "\(root)/\(path)")
    try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: url)
  }

  func script(_ path: String, _ body: String) throws {
    try ProgramFile.write("#!/bin/sh\n\(body)\n", to: "\(root)/\(path)")
  }

  func text(_ path: String) throws -> String { try String(contentsOfFile: "\(root)/\(path)", encoding: .utf8) }

  func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: "\(root)/\(path)") }

  /// Every file below a folder with its mode, such as `bin/kb 755`.
  func files(below folder: String) throws -> Set<String> {
    let manager = FileManager.default
    var found: Set<String> = []
    for path in try manager.subpathsOfDirectory(atPath: "\(root)/\(folder)") {
      let facts = try manager.attributesOfItem(atPath: "\(root)/\(folder)/\(path)")
      guard facts[.type] as? FileAttributeType != .typeDirectory else { continue }
      found.insert("\(path) \(String((facts[.posixPermissions] as? Int ?? 0) & 0o7777, radix: 8))")
    }
    return found
  }

  func install(_ arguments: [String], path: String? = nil) -> ShortCommand.Result {
    let script =
      URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().path + "/scripts/install"
    let environment = ["PATH": "\(root)/tools:\(path ?? "")\(ToolPath.system)", "HOME": root + "/home"]
    return ShortCommand([script] + arguments, environment: environment, directory: root).run()
  }
}

@Suite("scripts/install", .onOwnThread)
struct InstallTests {
  private static let everything: Set = [
    "bin/kb 755", "bin/kb-worker 755", "share/bash-completion/completions/kb 644",
    "share/zsh/site-functions/_kb 644", "share/fish/vendor_completions.d/kb.fish 644", "share/man/man1/kb.1 644",
  ]

  @Test("puts programs, completions and manual page under the prefix")
  func installs() throws {
    let bench = try InstallBench(built: BuiltProducts.directory)

    let result = bench.install(["--prefix", "a new/prefix"])

    #expect(result.status == 0, "\(result.errorText)")
    #expect(try bench.files(below: "a new/prefix") == Self.everything)
    let calls = try bench.text("calls")
    #expect(calls.contains("-c release") && calls.contains("--product kb\n") && calls.contains("--product kb-worker"))
    #if os(Linux)
      #expect(calls.contains("--static-swift-stdlib -Xlinker --gc-sections -Xlinker -s"))
    #else
      #expect(!calls.contains("static"))
    #endif
    for program in ["kb", "kb-worker"] {
      let path = "\(bench.root)/a new/prefix/bin/\(program)"
      let version = ShortCommand([path, "--version"], environment: [:], directory: "/").run().text
      #expect(version == "\(program) \(BuildVersion.text)\n")
    }
    #expect(try bench.text("a new/prefix/share/man/man1/kb.1").contains(".TH KB 1"))
    #expect(try bench.text("a new/prefix/share/zsh/site-functions/_kb").hasPrefix("#compdef kb\n"))
    #expect(try bench.text("a new/prefix/share/fish/vendor_completions.d/kb.fish").contains("complete -c kb"))
    #expect(try bench.text("a new/prefix/share/bash-completion/completions/kb").contains("complete -F _kb kb"))
  }

  @Test("replaces a file as a whole: one that is in use stays as it was")
  func replaces() throws {
    let bench = try InstallBench(built: BuiltProducts.directory)
    try bench.write("home/.local/bin/kb", "an older kb")
    // A second name for the old file, as a process that runs has it.
    try FileManager.default.linkItem(atPath: bench.root + "/home/.local/bin/kb", toPath: bench.root + "/in use")

    let result = bench.install([])

    #expect(result.status == 0, "\(result.errorText)")
    #expect(try bench.text("in use") == "an older kb")
    #expect(try bench.files(below: "home/.local") == Self.everything)
    let kb = try Data(contentsOf: URL(fileURLWithPath: bench.root + "/home/.local/bin/kb"))
    #expect(try kb == Data(contentsOf: URL(fileURLWithPath: BuiltProducts.path("kb"))))
  }

  @Test("says how the programs get into PATH, or what is next where they are in it")
  func hint() throws {
    let bench = try InstallBench(built: BuiltProducts.directory)
    let line = "export PATH=\"\(bench.root)/home/.local/bin:$PATH\""

    let hidden = bench.install([])
    let found = bench.install([], path: bench.root + "/home/.local/bin:")

    #expect(hidden.text.contains(line) && hidden.text.contains("then: kb doctor"), "\(hidden.text)")
    #expect(!found.text.contains(line) && found.text.contains("next: kb doctor"), "\(found.text)")
  }

  @Test("installs nothing where the two programs are of different versions")
  func versions() throws {
    let bench = try InstallBench()
    try bench.script("built/kb", "echo kb 1.0")
    try bench.script("built/kb-worker", "echo kb-worker 1.1")

    let result = bench.install(["--prefix=\(bench.root)/prefix"])

    #expect(result.status == 1)
    #expect(result.errorText.contains("nothing was installed"))
    #expect(!bench.exists("prefix"))
  }

  @Test("installs nothing where the build fails")
  func brokenBuild() throws {
    let bench = try InstallBench(built: BuiltProducts.directory)
    try bench.write("broken", "")

    #expect(bench.install(["--prefix", "prefix"]).status == 7)
    #expect(!bench.exists("prefix"))
  }

  @Test(
    "refuses arguments that it does not know, with its usage",
    arguments: [["--perfix", "x"], ["--prefix"], ["--prefix="], ["x"]])
  func wrongUsage(arguments: [String]) throws {
    let bench = try InstallBench(built: BuiltProducts.directory)

    let result = bench.install(arguments)

    #expect(result.status == 2)
    #expect(result.errorText.contains("usage: scripts/install"))
    #expect(!bench.exists("calls"))
  }
}
