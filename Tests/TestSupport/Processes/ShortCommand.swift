#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif
import KBSystem

/// Runs a program that ends by itself, and waits for it: for `git` and `gh` calls in doubles and tests.
package struct ShortCommand: Sendable {
  /// The program and its arguments. A name without a slash is looked for on `PATH`.
  package var command: [String]
  /// The whole environment.
  package var environment: [String: String]
  /// The working directory; nil for our own.
  package var directory: String?
  /// What stands on the program's standard input.
  package var input: [UInt8] = []
  /// After this many milliseconds the program is killed: so long that only one that hangs gets there.
  package var limitMilliseconds: Int32 = 300_000
  /// Asked now and then with the standard output so far; the program is killed when it answers true.
  package var killWhen: (@Sendable (_ output: String) -> Bool)?

  /// How it ended.
  package struct Result: Sendable {
    /// The exit status; 128 and the signal's number where a signal ended it; 127 where it could not be started.
    package var status: Int
    package var output: [UInt8]
    package var errors: [UInt8]

    /// The standard output as text.
    package var text: String { String(decoding: output, as: UTF8.self) }
    /// The standard output's first line.
    package var firstLine: String { text.split(separator: "\n").first.map(String.init) ?? "" }
    /// The standard error as text.
    package var errorText: String { String(decoding: errors, as: UTF8.self) }
  }

  /// A command with this environment.
  package init(_ command: [String], environment: [String: String], directory: String? = nil, input: [UInt8] = []) {
    self.command = command
    self.environment = environment
    self.directory = directory
    self.input = input
  }

  /// Runs it to its end.
  package func run() -> Result {
    guard let path = Self.find(command.first ?? "", environment), let output = try? Descriptor.pipe(),
      let errors = try? Descriptor.pipe(), let given = inputFile()
    else { return Result(status: 127, output: [], errors: Array("\(command): not found\n".utf8)) }
    defer { [output.reader, errors.reader].forEach(Descriptor.close) }
    let request = Spawn.Request(
      path: path, arguments: Array(command.dropFirst()), environment: environment, directory: directory,
      descriptors: [0: given, 1: output.writer, 2: errors.writer])
    let started = Swift.Result { try Spawn.start(request) }
    [given, output.writer, errors.writer].forEach(Descriptor.close)
    switch started {
    case .failure(let failure): return Result(status: 127, output: [], errors: Array("\(failure)\n".utf8))
    case .success(let pid):
      let texts = drain([output.reader, errors.reader], of: pid)
      var status: Int32 = 0
      while waitpid(pid, &status, 0) == -1 && errno == EINTR {}
      switch ExitStatus(waitStatus: status) {
      case .code(let value): return Result(status: Int(value), output: texts[0], errors: texts[1])
      case .signal(let number): return Result(status: 128 + Int(number), output: texts[0], errors: texts[1])
      }
    }
  }

  /// Where a program is: on `PATH`, or where the given path says.
  package static func find(_ program: String, _ environment: [String: String]) -> String? {
    if program.contains("/") { return program }
    let folders = (environment["PATH"] ?? "/usr/local/bin:/usr/bin:/bin").split(separator: ":")
    return folders.map { "\($0)/\(program)" }.first { access($0, X_OK) == 0 }
  }

  private func inputFile() -> Int32? {
    // mkstemp(3) puts characters of its own in the place of six X.
    var name = Array("/tmp/kb-input-\(String(repeating: "X", count: 6))".utf8CString)
    let descriptor = mkstemp(&name)
    guard descriptor >= 0 else { return nil }
    unlink(name)
    Descriptor.setCloseOnExec(descriptor)
    Descriptor.writeAll(descriptor, input)
    lseek(descriptor, 0, SEEK_SET)
    return descriptor
  }

  private func drain(_ descriptors: [Int32], of pid: Int32) -> [[UInt8]] {
    var texts = descriptors.map { _ in [UInt8]() }
    var open = Set(descriptors.indices)
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    let end = ContinuousClock.now + .milliseconds(Int(limitMilliseconds))
    while !open.isEmpty {
      let left = ContinuousClock.now.duration(to: end)
      if left <= .zero || killWhen?(String(decoding: texts[0], as: UTF8.self)) == true { kill(-pid, SIGKILL) }
      let order = open.sorted()
      var polled = order.map { pollfd(fd: descriptors[$0], events: Int16(POLLIN), revents: 0) }
      let milliseconds = Int32(max(1, min(killWhen == nil ? 1000 : 20, left.components.seconds * 1000 + 1)))
      guard poll(&polled, nfds_t(polled.count), milliseconds) > 0 else { continue }
      for (place, index) in order.enumerated() where polled[place].revents != 0 {
        switch Descriptor.read(descriptors[index], into: &buffer) {
        case .bytes(let count): texts[index] += buffer[0..<count]
        case .end: open.remove(index)
        case .wouldBlock: break
        }
      }
    }
    return texts
  }
}
