import KBSystem

extension Git {
  /// Whether a branch, a remote-tracking branch or one of krutrimbox's refs keeps the commit.
  package func keeps(_ commit: String) throws -> Bool {
    guard commit.allSatisfy(\.isHexDigit) else { return false }
    let answer = try result([
      "for-each-ref", "--count=1", "--contains", commit, "refs/heads", "refs/remotes", "refs/krutrimbox",
    ])
    return answer.succeeded && answer.output.contains { !$0.isWhitespace }
  }
}
