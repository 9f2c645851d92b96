import Foundation
import KBSystem
import TestSupport

/// A small file system of its own, which can be filled to the last byte. Linux and root only.
struct TinyDisk {
  let path: String
  private var filler: String { path + "/filler" }
  private static let environment = ["PATH": "/usr/sbin:/usr/bin:/sbin:/bin"]

  /// Mounts it on a folder; nil, with a line that says so, where this user may not.
  init?(at path: String, mebibytes: Int) throws {
    self.path = path
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    let mount = ShortCommand(
      ["mount", "-t", "tmpfs", "-o", "size=\(mebibytes)m,mode=700", "tmpfs", path], environment: Self.environment
    ).run()
    guard mount.status == 0 else {
      print("skipped: a file system can be mounted by root on Linux only: \(mount.errorText)")
      return nil
    }
  }

  /// Takes all the room that is left, and also what a program gives back that was just replacing a file there. What is
  /// begun afterwards gets no room, so it can't give any back.
  func fill() throws {
    repeat {
      while isReplacing { usleep(1000) }
      try take()
    } while try isReplacing || freeBlocks > 0
  }

  /// Whether a file is there that holds something and is to take the place of another one (`Files.replace`).
  private var isReplacing: Bool {
    let paths = (try? FileManager.default.subpathsOfDirectory(atPath: path)) ?? []
    return paths.contains { $0.hasSuffix(".new") && !(Files.bytes("\(path)/\($0)", limit: 1)?.isEmpty ?? true) }
  }

  private var freeBlocks: Int {
    get throws {
      var room = statvfs()
      guard statvfs(path, &room) == 0 else { throw SystemFailure("look at \(path)") }
      return Int(room.f_bfree)
    }
  }

  private func take() throws {
    let descriptor = open(filler, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw SystemFailure("open \(filler)") }
    defer { close(descriptor) }
    let page = [UInt8](repeating: 1, count: 4096)
    while write(descriptor, page, page.count) > 0 {}
    if errno != ENOSPC { throw SystemFailure("fill \(path)") }
  }

  /// Gives it back: cut off, since a removed file keeps its room while a child that is just being started has it open.
  func makeRoom() {
    truncate(filler, 0)
    unlink(filler)
  }

  func unmount() { _ = ShortCommand(["umount", "-l", path], environment: Self.environment).run() }
}
