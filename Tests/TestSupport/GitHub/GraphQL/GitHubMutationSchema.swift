import KBDomain

extension GitHubSchema {
  /// The mutations, their inputs and their payloads.
  static let mutations = """
    type Mutation {
      addComment(input: AddCommentInput!): AddCommentPayload
      updateIssueComment(input: UpdateIssueCommentInput!): UpdateIssueCommentPayload
      closeIssue(input: CloseIssueInput!): CloseIssuePayload
      reopenIssue(input: ReopenIssueInput!): ReopenIssuePayload
      updateIssue(input: UpdateIssueInput!): UpdateIssuePayload
      addLabelsToLabelable(input: AddLabelsToLabelableInput!): AddLabelsToLabelablePayload
      createPullRequest(input: CreatePullRequestInput!): CreatePullRequestPayload
      updatePullRequest(input: UpdatePullRequestInput!): UpdatePullRequestPayload
      markPullRequestReadyForReview(input: MarkPullRequestReadyForReviewInput!): MarkPullRequestReadyForReviewPayload
      convertPullRequestToDraft(input: ConvertPullRequestToDraftInput!): ConvertPullRequestToDraftPayload
      requestReviews(input: RequestReviewsInput!): RequestReviewsPayload
    }
    input AddCommentInput { subjectId: ID! body: String! clientMutationId: String }
    type AddCommentPayload { commentEdge: IssueCommentEdge subject: Node clientMutationId: String }
    input UpdateIssueCommentInput { id: ID! body: String! clientMutationId: String }
    type UpdateIssueCommentPayload { issueComment: IssueComment clientMutationId: String }
    input CloseIssueInput { issueId: ID! stateReason: IssueClosedStateReason clientMutationId: String }
    type CloseIssuePayload { issue: Issue clientMutationId: String }
    input ReopenIssueInput { issueId: ID! clientMutationId: String }
    type ReopenIssuePayload { issue: Issue clientMutationId: String }
    input UpdateIssueInput {
      id: ID! title: String body: String state: IssueState assigneeIds: [ID!] labelIds: [ID!] clientMutationId: String
    }
    type UpdateIssuePayload { actor: Actor issue: Issue clientMutationId: String }
    input AddLabelsToLabelableInput { labelableId: ID! labelIds: [ID!]! clientMutationId: String }
    type AddLabelsToLabelablePayload { labelable: Labelable clientMutationId: String }
    input CreatePullRequestInput {
      repositoryId: ID! baseRefName: String! headRefName: String! headRepositoryId: ID title: String! body: String
      draft: Boolean = false maintainerCanModify: Boolean = true clientMutationId: String
    }
    type CreatePullRequestPayload { pullRequest: PullRequest clientMutationId: String }
    input UpdatePullRequestInput {
      pullRequestId: ID! baseRefName: String title: String body: String state: PullRequestUpdateState
      assigneeIds: [ID!] labelIds: [ID!] maintainerCanModify: Boolean clientMutationId: String
    }
    type UpdatePullRequestPayload { actor: Actor pullRequest: PullRequest clientMutationId: String }
    input MarkPullRequestReadyForReviewInput { pullRequestId: ID! clientMutationId: String }
    type MarkPullRequestReadyForReviewPayload { pullRequest: PullRequest clientMutationId: String }
    input ConvertPullRequestToDraftInput { pullRequestId: ID! clientMutationId: String }
    type ConvertPullRequestToDraftPayload { pullRequest: PullRequest clientMutationId: String }
    input RequestReviewsInput {
      pullRequestId: ID! userIds: [ID!] teamIds: [ID!] union: Boolean = false clientMutationId: String
    }
    type RequestReviewsPayload { actor: Actor pullRequest: PullRequest clientMutationId: String }

    """
}
