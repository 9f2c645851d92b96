import Foundation
import KBSystem

/// Passes the streams of one execution between sbx's caller and the helper inside.
struct GuestClient {
  private let helper: Int32
  /// Our ends, each open for both directions, so that none of them ever blocks or ends.
  private var channels: [GuestExecution.Channel: Int32] = [:]

  private var pending: ArraySlice<UInt8> = []
  private var hasInput = true
  /// What the helper has said, line by line.
  private var said = ""

  init(_ execution: GuestExecution, state: SbxState) throws {
    for channel in GuestExecution.Channel.allCases {
      channels[channel] = open(execution.path(channel), O_RDWR | O_NONBLOCK | O_CLOEXEC)
    }
    helper = try SbxDaemonClient(root: state.root).spawn(
      SpawnRequest(
        path: Platform.executablePath() ?? "", arguments: ["sbx-guest", execution.directory],
        environment: ["PATH": "/usr/bin:/bin"], directory: "/"))
  }

  /// Returns the command's status, 137 where the machine died under it. `onOutput` is done each time that the command
  /// has said something.
  mutating func run(onOutput: () -> Void) -> Int32 {
    while true {
      wait()
      takeInput()
      let status = finished()
      let hasSpoken = passOn()
      if let status { return status }
      if hasSpoken { onOutput() }
      if !HostProcess.isAlive(helper) {
        let status = finished()
        passOn()
        return status ?? 137
      }
    }
  }

  private func wait() {
    var watched = [GuestExecution.Channel.output, .error, .done].map { channel in
      pollfd(fd: channels[channel] ?? -1, events: Int16(POLLIN), revents: 0)
    }
    watched.append(pollfd(fd: hasInput && pending.isEmpty ? 0 : -1, events: Int16(POLLIN), revents: 0))
    watched.append(pollfd(fd: pending.isEmpty ? -1 : channels[.input] ?? -1, events: Int16(POLLOUT), revents: 0))
    _ = poll(&watched, nfds_t(watched.count), 100)
  }

  /// Moves what our caller writes into the machine, and its end.
  private mutating func takeInput() {
    var ready = pollfd(fd: hasInput && pending.isEmpty ? 0 : -1, events: Int16(POLLIN), revents: 0)
    if poll(&ready, 1, 0) > 0 {
      var buffer = [UInt8](repeating: 0, count: 65_536)
      if case .bytes(let count) = Descriptor.read(0, into: &buffer) {
        pending = buffer[0..<count]
      } else {
        hasInput = false
      }
    }
    guard let descriptor = channels[.input], descriptor >= 0 else { return }
    if !pending.isEmpty, let count = Descriptor.write(descriptor, pending) { pending = pending.dropFirst(count) }
    if !hasInput, pending.isEmpty, said.hasPrefix(GuestExecution.inputIsOpen) {
      close(descriptor)
      channels[.input] = -1
    }
  }

  /// The status once the helper has told it; everything that the command printed is then in our channels.
  private mutating func finished() -> Int32? {
    var buffer = [UInt8](repeating: 0, count: 64)
    if case .bytes(let count) = Descriptor.read(channels[.done] ?? -1, into: &buffer) {
      said += String(decoding: buffer[0..<count], as: UTF8.self)
    }
    return said.split(separator: "\n").compactMap { Int32($0) }.first
  }

  /// Says whether there was anything to pass on.
  @discardableResult private func passOn() -> Bool {
    var hasPassed = false
    var buffer = [UInt8](repeating: 0, count: 65_536)
    for (channel, target) in [(GuestExecution.Channel.output, Int32(1)), (.error, 2)] {
      while case .bytes(let count) = Descriptor.read(channels[channel] ?? -1, into: &buffer) {
        Descriptor.writeAll(target, Array(buffer[0..<count]))
        hasPassed = true
      }
    }
    return hasPassed
  }
}
