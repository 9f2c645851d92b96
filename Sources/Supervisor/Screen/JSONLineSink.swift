import KBProtocol

/// One JSON object per event, and nothing else.
final class JSONLineSink: RunEventSink {
  private let output: Output

  init(_ output: Output) {
    self.output = output
  }

  func receive(_ line: RunEventLine, board: RunBoard) {
    if case .worker(_, .heartbeat) = line.event { return }
    if let bytes = RunFiles.line(line) { output.write(String(decoding: bytes, as: UTF8.self)) }
  }
}
