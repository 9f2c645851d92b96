/// `kb run` in a remedy, with the flags that its run was started with: without them the PRD may not be found, or an agent
/// run elsewhere. Pure.
package struct RunAgain {
  /// As they are typed; nil is none.
  package let flags: String?

  package init(flags: String?) { self.flags = flags }

  private static let command = "kb run"

  /// Flags of a remedy that take nothing back of the run's own.
  private static let besides = [" --prd ", " --allow-path "]

  /// The text with the flags behind each `kb run` that is to be typed and has no others that could be at odds with them.
  package func completing(_ text: String) -> String {
    guard let flags else { return text }
    let pieces = text.split(separator: Self.command, omittingEmptySubsequences: false)
    return pieces.dropFirst().reduce(into: pieces.first.map(String.init) ?? "") { whole, rest in
      let isTyped = Self.besides.contains { rest.hasPrefix($0) } || rest.first.map { ",.;)".contains($0) } ?? true
      let isAsked = whole.hasSuffix("then: ") && !rest.hasPrefix(" --")
      whole += Self.command + (isTyped || isAsked ? " \(flags)" : "") + rest
    }
  }
}
