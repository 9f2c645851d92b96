import Foundation
import TestSupport

/// `github-emulator`: serves a world over HTTP until it is killed, or until its standard input ends where asked.
enum GitHubEmulatorProgram {
  private static let usage =
    "usage: github-emulator [--world DIRECTORY] [--socket PATH] [--port NUMBER] [--until-eof]\n"

  /// Runs the program and ends the process.
  static func run(_ arguments: [String]) {
    var directory = ProcessInfo.processInfo.environment[GitHubWorld.environmentVariable]
    var socket: String?
    var port: UInt16?
    var isUntilEOF = false
    var rest = arguments[...]
    while let word = rest.popFirst() {
      switch word {
      case "--world": directory = rest.popFirst()
      case "--socket": socket = rest.popFirst()
      case "--port": port = rest.popFirst().flatMap { UInt16($0) }
      case "--until-eof": isUntilEOF = true
      case _: GhProgram.end(2, errors: usage)
      }
    }
    guard let directory, socket != nil || port != nil else { GhProgram.end(2, errors: usage) }
    do {
      let world = GitHubWorld(directory: directory)
      let unix = try socket.map { try GitHubEmulator(world, socket: $0) }
      let tcp = try port.map { try GitHubEmulator(world, port: $0) }
      let places = [socket.map { "unix:\($0)" }, tcp.map { "tcp:127.0.0.1:\($0.port)" }].compactMap { $0 }
      FileHandle.standardOutput.write(Data("ready \(places.joined(separator: " "))\n".utf8))
      withExtendedLifetime((unix, tcp)) {
        if isUntilEOF { _ = FileHandle.standardInput.readDataToEndOfFile() } else { while true { pause() } }
      }
      GhProgram.end()
    } catch {
      GhProgram.end(1, errors: "\(error)\n")
    }
  }
}
