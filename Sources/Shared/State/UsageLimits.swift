#if canImport(FoundationEssentials)
  package import FoundationEssentials
#else
  package import Foundation
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
import KBText

/// What sessions were told of the usage limits of this user's agents. It outlives runs: a file of the state directory for
/// each PRD and agent, written by its Worker when the limit is met and read by every run of the user (docs/adr/0032).
package struct UsageLimits: Sendable {
  /// One session's word.
  package struct Word: Equatable, Codable, Sendable {
    package var agent: AgentName
    /// `host/owner/name`.
    package var repository: String
    package var prd: Int
    /// When it was told.
    package var since: Date
    package var until: Date
    package var why: String

    package init(
      agent: AgentName, repository: RepositoryIdentity, prd: Int, since: Date, until: Date, why: String
    ) {
      self.agent = agent
      self.repository = repository.key.joined(separator: "/")
      self.prd = prd
      self.since = since
      self.until = until
      self.why = why
    }

    var brake: Brake { Brake(.usageLimit, agent: agent, until: until, why: why) }
  }

  private let directory: String

  /// `stateRoot` is the state directory.
  package init(stateRoot: String) {
    directory = stateRoot + "/usage-limits"
  }

  /// Keeps a word, and forgets those that are over; it takes the place of an earlier one of the same PRD and agent. Throws KB-M004.
  package func keep(_ word: Word) throws(ExpectedFailure) {
    let path = "\(directory)/\(SHA256.hex(of: "\(word.agent.rawValue) \(word.repository) \(word.prd)").prefix(16)).json"
    do {
      forget { $0.until <= word.since }
      if mkdir(directory, 0o700) != 0 && errno != EEXIST { throw SystemFailure("make \(directory)") }
      try Files.replace(path, with: Array(StateCoding.encoder.encode(word)))
    } catch {
      throw .stateDirectoryUnusable(path, String(describing: error))
    }
  }

  /// All words that hold at a moment. A file that can't be read holds nothing back, and is named.
  package func words(at now: Date) -> UsageLimitWords {
    var words: [Word] = []
    var damaged: [String] = []
    for name in Files.names(in: directory).sorted() where name.hasSuffix(".json") {
      let path = "\(directory)/\(name)"
      if let word = read(name) { words.append(word) } else if Files.exists(path) { damaged.append(path) }
    }
    return UsageLimitWords(words, damaged: damaged, at: now)
  }

  private func forget(where isOver: (Word) -> Bool) {
    for name in Files.names(in: directory) {
      if let word = read(name), isOver(word) { unlink("\(directory)/\(name)") }
    }
  }

  private func read(_ name: String) -> Word? {
    guard name.hasSuffix(".json") else { return nil }
    return Files.bytes("\(directory)/\(name)", limit: 65_536)
      .flatMap { try? StateCoding.decoder.decode(Word.self, from: Data($0)) }
  }

  /// Forgets every word, for whoever knows that the limit is over, such as after credits were bought. Throws KB-M004.
  package func lift() throws(ExpectedFailure) {
    for name in Files.names(in: directory) where unlink("\(directory)/\(name)") != 0 && errno != ENOENT {
      throw .stateDirectoryUnusable("\(directory)/\(name)", SystemFailure("remove \(name)").description)
    }
  }
}

/// The words that hold at a moment, and whom they hold back: one its own PRD, two of different PRDs everybody. Pure.
package struct UsageLimitWords: Equatable, Sendable {
  package private(set) var all: [UsageLimits.Word]
  /// Files that can't be read.
  private let damaged: [String]

  /// No limit lasts for a month: a word that says so was damaged, or means another unit, and counts for an hour. No word
  /// counts for longer than `Brake.longestWord`.
  package init(_ words: [UsageLimits.Word], damaged: [String] = [], at now: Date) {
    self.damaged = damaged
    all = words.map { word in
      var word = word
      let length = word.until.timeIntervalSince(word.since)
      word.until = word.since.addingTimeInterval(length > 30 * 86_400 ? 3600 : min(length, Brake.longestWord))
      return word
    }.filter { $0.until > now && $0.since.timeIntervalSince(now) < 86_400 }
      .sorted { ($0.until, $0.repository, $0.prd) > ($1.until, $1.repository, $1.prd) }
  }

  /// The brake for all PRDs of all repositories, to the end that two independent words bear out; nil without two.
  package func brakeForAll(of agent: AgentName) -> Brake? {
    let words = all.filter { $0.agent == agent }
    return words.count > 1 ? words[1].brake : nil
  }

  /// The brake of one PRD by its own word; nil without one.
  package func brake(of agent: AgentName, prd: Int, in repository: RepositoryIdentity) -> Brake? {
    let key = repository.key.joined(separator: "/")
    return all.first { $0.agent == agent && $0.prd == prd && $0.repository == key }?.brake
  }

  /// For people: the files that can't be read; nil where there are none.
  package var damageNotice: String? {
    guard let first = damaged.first else { return nil }
    let more = damaged.count > 1 ? " (and \(damaged.count - 1) more)" : ""
    return "the usage limit in \(first)\(more) can't be read and holds nothing back"
  }

  /// For people: each agent's limit, and whom it holds back. Empty where none is on.
  package func lines(seenFrom now: Date) -> [String] {
    AgentName.allCases.flatMap { agent -> [String] in
      let words = all.filter { $0.agent == agent }
      if let brake = brakeForAll(of: agent) { return ["\(brake.text(at: now)), for all PRDs"] }
      return words.map { "\($0.brake.text(at: now)), for PRD #\($0.prd) of \($0.repository)" }
    }
  }
}
