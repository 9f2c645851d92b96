/// One line of text per event, then the summary: for pipes and simple terminals.
final class PlainLineSink: RunEventSink {
  private let output: Output

  init(_ output: Output) {
    self.output = output
  }

  func receive(_ line: RunEventLine, board: RunBoard) {
    for text in PlainLine.lines(of: line) { output.write(text + "\n") }
    if case .finished = line.event {
      for text in RunSummary(board: board, now: line.at).lines { output.write(text.text(colours: false) + "\n") }
    }
  }
}
