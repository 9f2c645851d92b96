#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif
import KBDomain
import KBFailures

/// What blocks each sub-issue: GitHub's own dependencies, and the issues that its body names.
extension GitHubForge {
  /// The sub-issues with their blockers. Issues that an open AFK Issue's body names and that no answer brought so far
  /// cost one more request for all.
  func withBlockers(_ answers: [GitHubSubIssue], of prd: PRD, _ what: String) throws -> [SubIssue] {
    let subIssues = answers.map(\.subIssue)
    let native = try answers.map { try nativeBlockers(of: $0, what) }
    let named = subIssues.map { BlockedBySection.references(in: $0.body, of: repository) }

    let reopened = Set(answers.filter { $0.stateReason == "REOPENED" }.map(\.number))
    var states = BlockerStates()
    for blocker in native.joined() { states[blocker.reference] = blocker.state }
    for sub in subIssues { states[IssueReference(sub.number)] = sub.isOpen ? .open : .closed }
    states[IssueReference(prd.number)] = prd.isOpen ? .open : .closed
    let wanted = zip(subIssues, named).filter { $0.0.isOpen && $0.0.has(.readyForAgent) }.flatMap(\.1)
    let detailed = Set(answers.filter(\.wantsDetails).map(\.number))
    let details = try lookUp(wanted.filter { states[$0] == nil }, details: detailed, into: &states, what)

    return zip(subIssues, zip(native, named)).map { sub, blockers in
      var sub = sub
      sub.openSubIssues = details[sub.number]?.openSubIssues(in: repository) ?? []
      // A reopening whose time may not be seen makes every commit void.
      if sub.isOpen, reopened.contains(sub.number) {
        sub.reopenedAt = details[sub.number]?.reopenedAt ?? .distantFuture
      }
      sub.unreadableBlockers = BlockedBySection.unreadable(in: sub.body, of: repository)
      var seen = BlockerStates()
      let all = blockers.0 + blockers.1.map { Blocker($0, states[$0] ?? .unknown) }
      for blocker in all where seen[blocker.reference] == nil {
        seen[blocker.reference] = blocker.state
        sub.blockers.append(blocker)
      }
      return sub
    }
  }

  /// GitHub's own dependencies. What may not be seen is a blocker whose state is unknown.
  private func nativeBlockers(of sub: GitHubSubIssue, _ what: String) throws -> [Blocker] {
    let unseen = Blocker(IssueReference(0, in: "(no access)"), .unknown)
    guard let list = sub.blockedBy else {
      guard client.server.lacks.contains("blockedBy") else {
        throw ExpectedFailure.forgeAnswerUnreadable(what, why: "the blockers of #\(sub.number) are not in it")
      }
      return []
    }
    guard let first = list.value else { return [unseen] }
    let nodes = try first.following(what) { after in
      let answer = try client.query(
        what, GitHubQueries.moreBlockers, variables(["number": .integer(sub.number), "after": .string(after)]),
        as: MoreBlockersAnswer.self, except: \.isMissingPart)
      guard let page = try known(answer.repository, what).issue.value?.blockedBy.value else {
        throw ExpectedFailure.forgeAnswerUnreadable(what, why: "the blockers of #\(sub.number) may not be read")
      }
      return page
    }
    return nodes.map { $0?.blocker(in: repository) ?? unseen }
  }

  /// Asks for the states of issues anywhere. What does not exist or may not be seen stays unknown; so do more than 500
  /// at once, which no plan needs, and numbers that no issue can have. Returns the details of issues of this repository,
  /// which the same requests bring.
  private func lookUp(
    _ wanted: [IssueReference], details: Set<Int>, into states: inout BlockerStates, _ what: String
  ) throws -> [Int: GitHubIssueDetails] {
    var rest = wanted.filter { $0.number <= Int(Int32.max) }.prefix(500)
    var asked = details.sorted()[...]
    var found: [Int: GitHubIssueDetails] = [:]
    while !rest.isEmpty || !asked.isEmpty {
      var named = Dictionary(grouping: Set(rest.prefix(100))) { $0.repository ?? repository.description }
      if !asked.isEmpty { named[repository.description, default: []] += [] }
      let groups = named.sorted { $0.key < $1.key }
      rest = rest.dropFirst(100)
      var names: [String: GraphQLValue] = [:]
      for (index, group) in groups.enumerated() {
        let parts = group.key.split(separator: "/", maxSplits: 1).map(String.init)
        names["owner\(index)"] = GraphQLValue(parts.first)
        names["name\(index)"] = GraphQLValue(parts.last)
      }
      let numbers = groups.map { name, references in
        GitHubQueries.Numbers(
          states: references.map(\.number).sorted(),
          details: name == repository.description ? Array(asked.prefix(20)) : [])
      }
      let answer = try client.query(
        what, GitHubQueries.blockers(numbers), names,
        as: [String: Nullable<[String: Nullable<BlockerAnswer>]>].self, except: \.isMissingPart)
      asked = asked.dropFirst(20)
      for (index, group) in groups.enumerated() {
        for reference in group.value {
          let state = answer["r\(index)"]?.value?["b\(reference.number)"]?.value
          states[reference] =
            state?.pullState == "CLOSED" ? .abandoned : GitHubState(state?.issueState ?? state?.pullState).blocker
        }
        for number in numbers[index].details {
          found[number] = answer["r\(index)"]?.value?["i\(number)"]?.value?.details
        }
      }
    }
    return found
  }
}

/// States by issue; the case of repository names does not count.
struct BlockerStates {
  private var states: [IssueReference: Blocker.State] = [:]

  subscript(reference: IssueReference) -> Blocker.State? {
    get { states[Self.key(reference)] }
    set { states[Self.key(reference)] = newValue }
  }

  private static func key(_ reference: IssueReference) -> IssueReference {
    IssueReference(reference.number, in: reference.repository?.lowercased())
  }
}

private struct BlockerAnswer: Decodable {
  let issueState: String?
  let pullState: String?
  let subIssues: GitHubPage<GitHubReference>?
  let timelineItems: GitHubIssueDetails.Events?

  var details: GitHubIssueDetails { GitHubIssueDetails(subIssues: subIssues?.all ?? [], events: timelineItems) }
}

/// What few issues have: sub-issues of their own, and a reopening.
struct GitHubIssueDetails {
  let subIssues: [GitHubReference?]
  let events: Events?

  /// https://docs.github.com/en/graphql/reference/objects#reopenedevent
  struct Events: Decodable {
    let nodes: [Nullable<Event>]
  }

  struct Event: Decodable {
    let createdAt: String
  }

  /// Those that may not be seen count as open: nobody can tell.
  func openSubIssues(in own: RepositoryIdentity) -> [IssueReference] {
    subIssues.filter { $0?.state != "CLOSED" }.map { $0?.reference(in: own) ?? IssueReference(0, in: "(no access)") }
  }

  /// nil where GitHub does not tell.
  var reopenedAt: Date? {
    events?.nodes.compactMap(\.value).last.flatMap { try? Date($0.createdAt, strategy: .iso8601) }
  }
}

private struct MoreBlockersAnswer: Decodable {
  let repository: Nullable<Repository>

  struct Repository: Decodable {
    let issue: Nullable<List>
  }

  struct List: Decodable {
    let blockedBy: Nullable<GitHubPage<GitHubReference>>
  }
}
