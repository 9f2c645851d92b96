import KBDomain
import KBFailures
import KBProtocol
import KBRepository
import KBSystem
import KBText

/// What the answers of git and kb-worker mean, and what was found in the clone. Pure.
enum ProgramJudge {
  /// `merge-tree --write-tree`, which joins a person's commits, came with it.
  static let oldestGit = ProgramVersion(2, 38)

  static func git(_ answer: Answer) -> Finding {
    .of(.git) { () throws(ExpectedFailure) in
      guard let version = ProgramVersion(in: try answer.output(of: "git")) else {
        return .warning(.git, "git does not tell its version", fix: "git --version")
      }
      guard version >= oldestGit else { throw .programTooOld("git", version, wanted: oldestGit) }
      return .ok(.git, "git \(version)")
    }
  }

  static func identity(_ answer: Answer) -> Finding {
    .of(.identity) { () throws(ExpectedFailure) in
      let identity = try GitIdentity(try answer.get())
      return .ok(.identity, "commits are by \(identity.name) <\(identity.email)>")
    }
  }

  /// `path` is where the worker must be.
  static func worker(_ answer: Answer, at path: String) -> Finding {
    .of(.worker) { () throws(ExpectedFailure) in
      let text = try answer.output(of: path).split(whereSeparator: \.isNewline).first ?? ""
      let version = text.split(separator: " ").last.map(String.init) ?? "unknown"
      guard version == BuildVersion.text else {
        throw .workerVersionMismatch(supervisor: BuildVersion.text, worker: version)
      }
      return .ok(.worker, "kb and kb-worker \(version)")
    }
  }
}

extension Answer {
  /// The result of a program that ended well. Throws KB-M002 where it did not.
  func output(of program: String) throws(ExpectedFailure) -> String {
    let result = try get()
    switch result.end {
    case .exited(.success): return result.output
    case .exited, .outOfTime, .silent, .flooded, .stopped: throw .programFailed(program, why: Git.reason(result))
    }
  }
}
