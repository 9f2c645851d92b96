import Foundation
import KBSystem
import TestSupport

/// A model service on a loopback port, for the real codex and the real claude.
///
/// `model-server SCENARIO [PORT] [RECORD]` prints `ready PORT`. A base address of `http://127.0.0.1:PORT/SCENARIO/…`
/// asks for another scenario than the one it was started with. Each request becomes a line of the file RECORD.
enum ModelServer {
  static func main(_ arguments: [String]) -> Never {
    guard let scenario = arguments.first.flatMap(ModelScenario.init(rawValue:)) else {
      let names = ModelScenario.allCases.map(\.rawValue).joined(separator: "|")
      Output.error("usage: model-server \(names) [PORT] [RECORD]")
      exit(64)
    }
    signal(SIGPIPE, SIG_IGN)
    let record = arguments.count > 2 ? arguments[2] : nil
    let listener = listen(on: arguments.count > 1 ? Int(arguments[1]) ?? 0 : 0)
    Output.line("ready \(listener.port)")
    while true {
      let connection = accept(listener.descriptor, nil, nil)
      guard connection >= 0 else { continue }
      // A thread for each connection: a request that hangs must not hold up the others.
      let thread = Thread {
        serve(connection, scenario, record)
        close(connection)
      }
      thread.start()
    }
  }

  private static func listen(on port: Int) -> (descriptor: Int32, port: Int) {
    let descriptor = LoopbackPort.socket()
    var yes: Int32 = 1
    setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
    var address = LoopbackPort.address(port)
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isBound = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, size) == 0 && getsockname(descriptor, $0, &size) == 0
      }
    }
    guard isBound, socketListen(descriptor) == 0 else {
      Output.error("model-server: \(SystemFailure("listen"))")
      exit(1)
    }
    return (descriptor, Int(UInt16(bigEndian: address.sin_port)))
  }

  private static func socketListen(_ descriptor: Int32) -> Int32 {
    #if canImport(Glibc)
      Glibc.listen(descriptor, 64)
    #else
      Darwin.listen(descriptor, 64)
    #endif
  }

  private static func serve(_ connection: Int32, _ standard: ModelScenario, _ record: String?) {
    guard let exchange = HTTPExchange(reading: connection) else { return }
    if let record {
      let size = exchange.body.utf8.count
      Record.append(
        ["method": .string(exchange.method), "path": .string(exchange.path), "bytes": .int(size)], to: record)
    }
    let first = exchange.path.split(separator: "/").first.map(String.init) ?? ""
    let scenario = ModelScenario(rawValue: first) ?? standard
    let path = exchange.path.split(separator: "?").first.map(String.init) ?? ""
    if exchange.method == "POST", path.hasSuffix("/responses") {
      ResponsesService(exchange: exchange).answer(scenario)
    } else if exchange.method == "POST", path.hasSuffix("/messages") {
      MessagesService(exchange: exchange).answer(scenario)
    } else {
      exchange.answer(404, ["error": ["type": "not_found_error", "message": "no such path"]])
    }
  }
}
