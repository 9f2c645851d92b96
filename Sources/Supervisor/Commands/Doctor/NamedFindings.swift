import KBDomain
import KBFailures

extension [Finding] {
  /// The findings, each about a repository that is one of several.
  func naming(_ repository: RepositoryIdentity) -> [Finding] {
    map { finding in
      var named = finding
      let start = "\(repository.fullName): "
      named.text = finding.text.hasPrefix(start) ? finding.text : start + finding.text
      named.repository = repository.fullName
      return named
    }
  }
}
