import KBText

/// The texts that krutrimbox writes to the forge and to git. The raw value is the key under `templates` in the
/// configuration.
package enum TemplateKind: String, CaseIterable, Sendable {
  case pullRequestBody, hitlPauseComment, afkErrorComment, finalReviewComment, commitMessage
  /// Said on an issue that waits for others. It has no key: its text is always the built-in one.
  case blockedComment
  /// Said on an issue that somebody wrote or changed who is no owner. It has no key either.
  case heldComment
  /// Said on an issue that was opened again after its commit was published. It has no key either.
  case reopenedComment
  /// Said on the pull request in the place of a final review that failed. It has no key either.
  case reviewFailedComment
  /// Said on the pull request when all is done and it stays a draft. It has no key either.
  case notReadyComment
  /// Said on the pull request, or on the PRD, when the PRD has had all its sessions. It has no key either.
  case ceilingComment

  /// Whether a repository may bring its own text.
  package var isConfigurable: Bool {
    ![.blockedComment, .heldComment, .reopenedComment, .reviewFailedComment, .notReadyComment, .ceilingComment]
      .contains(self)
  }

  /// What the text is for, in one line.
  package var meaning: String {
    switch self {
    case .pullRequestBody: "krutrimbox's part of the PRD Pull Request's body."
    case .hitlPauseComment: "The comment on the PRD when a HITL Issue is due."
    case .afkErrorComment: "The comment on an AFK Issue that stopped the PRD."
    case .finalReviewComment: "The comment with the final review, on the pull request."
    case .commitMessage: "The message of an AFK Issue's commit; if it lacks the line `Refs #<n>`, krutrimbox adds it."
    case .blockedComment: "The comment on an AFK Issue that waits for Blocking Issues."
    case .heldComment: "The comment on an AFK Issue that waits for an owner's word."
    case .reopenedComment: "The comment on an AFK Issue that was reopened after its commit was published."
    case .reviewFailedComment: "The comment on the pull request when the final review failed."
    case .notReadyComment: "The comment on the pull request when it stays a draft although every issue is done."
    case .ceilingComment: "The comment on the pull request, or on the PRD, when the PRD has had all its sessions."
    }
  }

  /// The names that may stand in its gaps.
  package var placeholders: [Placeholder] {
    switch self {
    case .pullRequestBody:
      [
        .prd, .prdTitle, .prdAuthor, .repository, .agent, .branch, .sandbox, .checklist, .checks, .leftOut,
        .testIntegrity,
        .closingKeywords,
        .runCommand,
      ]
    case .hitlPauseComment:
      [
        .mention, .prd, .prdTitle, .prdAuthor, .issue, .issueTitle, .repository, .branch, .sandbox, .runCommand,
        .inspectCommand, .removeCommand, .logCommand,
      ]
    case .afkErrorComment:
      [
        .mention, .prd, .prdTitle, .prdAuthor, .issue, .issueTitle, .repository, .agent, .branch, .sandbox,
        .failureCode, .failureWhat, .failureWhy, .failureFix, .runCommand, .inspectCommand, .removeCommand,
        .logCommand, .logTail,
      ]
    case .finalReviewComment:
      [
        .mention, .prd, .prdTitle, .prdAuthor, .repository, .agent, .branch, .sandbox, .checklist, .review, .conflicts,
      ]
    case .commitMessage: [.prd, .prdTitle, .issue, .issueTitle, .agent]
    case .reviewFailedComment:
      [
        .prd, .branch, .sandbox, .failureCode, .failureWhat, .failureWhy, .failureFix, .runCommand, .inspectCommand,
        .removeCommand, .logCommand, .logTail,
      ]
    case .notReadyComment: [.mention, .prd, .prdTitle, .agent, .branch, .reasons, .review, .runCommand, .logCommand]
    case .ceilingComment:
      [.mention, .prd, .prdTitle, .branch, .failureCode, .failureWhat, .runCommand, .logCommand]
    case .blockedComment, .heldComment: [.prd, .prdTitle, .issue, .issueTitle, .branch, .blockers, .runCommand]
    case .reopenedComment: [.mention, .prd, .prdTitle, .issue, .issueTitle, .branch, .runCommand]
    }
  }

  /// krutrimbox's own text.
  package var builtIn: String {
    let bytes =
      switch self {
      case .pullRequestBody: PackageResources.pull_request_body_md
      case .hitlPauseComment: PackageResources.hitl_pause_comment_md
      case .afkErrorComment: PackageResources.afk_error_comment_md
      case .finalReviewComment: PackageResources.final_review_comment_md
      case .commitMessage: PackageResources.commit_message_md
      case .blockedComment: PackageResources.blocked_comment_md
      case .heldComment: PackageResources.held_comment_md
      case .reopenedComment: PackageResources.reopened_comment_md
      case .reviewFailedComment: PackageResources.review_failed_comment_md
      case .notReadyComment: PackageResources.not_ready_comment_md
      case .ceilingComment: PackageResources.ceiling_comment_md
      }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// The repository's own text, or the built-in one, with its gaps filled and without blank lines at its ends. A text
  /// of the repository that can't be read as a template was refused when the configuration was loaded; should one
  /// come here, the built-in one stands in.
  package func render(_ custom: String?, _ values: [Placeholder: String]) -> String {
    let own = isConfigurable ? custom.flatMap { try? TextTemplate($0, self) } : nil
    let template = own ?? (try? TextTemplate(builtIn, self))
    return String((template?.render(values) ?? "").trimming(\.isWhitespace))
  }
}
