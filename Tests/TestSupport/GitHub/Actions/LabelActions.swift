/// Labels of a repository, and on issues.
extension GitHubTransaction {
  /// Creates a label; refuses a name that exists in any case.
  func createLabel(in repositoryID: Int, name: String, color: String, text: String) throws -> GitHubLabel {
    let repository = try repository(repositoryID)
    try requireWrite(in: repository, to: "CreateLabel")
    guard repository.label(name) == nil else {
      throw GitHubRefusal.unprocessable(
        "Name has already been taken",
        errors: [["resource": "Label", "code": "already_exists", "field": "name"]])
    }
    guard !name.isEmpty, color.count == 6, color.allSatisfy(\.isHexDigit) else {
      throw GitHubRefusal.unprocessable(
        "Color is invalid",
        errors: [["resource": "Label", "code": "invalid", "field": name.isEmpty ? "name" : "color"]])
    }
    let label = GitHubLabel(id: state.takeID(), name: name, color: color.lowercased(), text: text)
    changeRepository(repositoryID) { $0.labels.append(label) }
    note(.labelCreated, repository: repository, number: nil, detail: name)
    return label
  }

  /// Puts labels on an issue or pull request. As in GitHub's REST API, a name that is unknown becomes a new label.
  func addLabels(_ names: [String], to link: GitHubIssueLink) throws {
    let repository = try repository(link.repositoryID)
    try requireWrite(in: repository, to: "AddLabelsToLabelable")
    for name in names {
      let known = try self.repository(link.repositoryID).label(name)
      let label =
        try known ?? createLabel(in: link.repositoryID, name: name, color: "ededed", text: "")
      try addLabel(label, to: link)
    }
  }

  /// Puts one existing label on an issue or pull request.
  func addLabel(_ label: GitHubLabel, to link: GitHubIssueLink) throws {
    let repository = try repository(link.repositoryID)
    let isChange = try !issue(link).labelIDs.contains(label.id)
    let time = now
    if isChange {
      try change(link) {
        $0.labelIDs.append(label.id)
        let act = GitHubAct(at: time, actor: viewer.login)
        $0.labelings = ($0.labelings ?? [:]).merging([label.name: [act]]) { $0 + $1 }
        $0.updatedAt = time
      }
    }
    note(.labelAdded, repository: repository, number: link.number, detail: label.name, changed: isChange)
  }

  /// Changes a repository by its id.
  func changeRepository(_ id: Int, _ work: (inout GitHubRepository) -> Void) {
    guard let index = state.repositories.firstIndex(where: { $0.id == id }) else { return }
    work(&state.repositories[index])
  }
}
