#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif
#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif
package import KBDomain
package import KBFailures
package import KBProtocol
import KBSystem

/// Who works on which PRD on this machine. A claim is a kernel lock on the PRD's file, held by the Worker alone; the
/// file's text is information about the holder and may be old or torn.
package struct ClaimRegistry: Sendable {
  package let state: StateDirectory

  package init(_ state: StateDirectory) {
    self.state = state
  }

  /// Takes the PRD's claim, nil where another process holds it. Throws KB-M004 where it can't be tried.
  package func claim(_ prd: Int, of repository: RepositoryIdentity) throws(ExpectedFailure) -> Claim? {
    let path = try path(prd, of: repository)
    do {
      for _ in 0..<150 {
        if let lock = try FileLock.acquire(path) { return Claim(lock: lock) }
        guard Self.isLeftOver(path) else { return nil }
      }
      return nil
    } catch {
      throw .stateDirectoryUnusable(state.root, error.description)
    }
  }

  /// Whether the holder has ended and yet its lock is held: what it was starting just then has a copy, until it has
  /// become its own program.
  private static func isLeftOver(_ path: String) -> Bool {
    record(in: path)?.pid.map { !ProcessTable.exists($0) } ?? false
  }

  /// The record of the live Worker of a PRD; nil when nobody holds the claim, or its text can't be read.
  package func holder(of prd: Int, in repository: RepositoryIdentity) throws(ExpectedFailure) -> RunRecord? {
    let path = try path(prd, of: repository)
    return FileLock.isHeld(path) ? Self.record(in: path) : nil
  }

  package func isHeld(_ prd: Int, of repository: RepositoryIdentity) throws(ExpectedFailure) -> Bool {
    FileLock.isHeld(try path(prd, of: repository))
  }

  /// Every live Worker of this user on this machine, by repository and PRD.
  package func liveWorkers() -> [LiveWorker] {
    var workers: [LiveWorker] = []
    for path in claimFiles() where FileLock.isHeld(path) {
      workers.append(LiveWorker(claimFile: path, record: Self.record(in: path)))
    }
    return workers.sorted { left, right in
      let (a, b) = (left.record, right.record)
      return (a?.repository.description ?? "", a?.prd ?? 0) < (b?.repository.description ?? "", b?.prd ?? 0)
    }
  }

  private func path(_ prd: Int, of repository: RepositoryIdentity) throws(ExpectedFailure) -> String {
    try state.prdDirectory(repository) + "/prd-\(prd).claim"
  }

  private func claimFiles() -> [String] {
    let top = state.root + "/prds"
    return Files.names(in: top).flatMap { host in
      Files.names(in: "\(top)/\(host)").flatMap { owner in
        Files.names(in: "\(top)/\(host)/\(owner)").flatMap { name in
          let folder = "\(top)/\(host)/\(owner)/\(name)"
          return Files.names(in: folder).filter { $0.hasSuffix(".claim") }.map { "\(folder)/\($0)" }
        }
      }
    }
  }

  /// The holder writes one line in place. Who meets it half-written looks again: a record counts when it was read twice
  /// alike.
  private static func record(in path: String) -> RunRecord? {
    var last: [UInt8]?
    var unreadable = 0
    for _ in 0..<2000 {
      guard let bytes = Files.bytes(path, limit: 1 << 20) else { return nil }
      if bytes.first == FileLock.unfinished {
        // Its writer has lost the processor in the middle; the bound is for one that was stopped there.
        poll(nil, 0, 1)
        continue
      }
      let isStill = bytes == last
      last = bytes
      guard isStill else { continue }
      let line = bytes.split(separator: UInt8(ascii: "\n"), maxSplits: 1).first ?? []
      if let record = try? StateCoding.decoder.decode(RunRecord.self, from: Data(line)) { return record }
      // Garbage.
      unreadable += 1
      if unreadable == 3 { return nil }
      poll(nil, 0, 1)
    }
    return nil
  }
}

/// A live Worker as `kb workers` finds it.
package struct LiveWorker: Equatable, Sendable {
  package let claimFile: String
  /// nil while the holder has not written its record, or an unknown version wrote it.
  package let record: RunRecord?

  package init(claimFile: String, record: RunRecord?) {
    self.claimFile = claimFile
    self.record = record
  }
}

/// A held claim. Dropping it frees the PRD.
package struct Claim: ~Copyable {
  private let lock: FileLock

  fileprivate init(lock: consuming FileLock) {
    self.lock = lock
  }

  /// Tells `kb workers` what this Worker does.
  package func write(_ record: RunRecord) {
    guard let data = try? StateCoding.encoder.encode(record) else { return }
    lock.write(Array(data) + [UInt8(ascii: "\n")])
  }

  /// False after somebody removed the file: then another Worker could claim the PRD too, and this one must end.
  package var isStillValid: Bool { lock.isStillOnItsPath }
}
