package import KBFailures

/// All that is said of a run's settings before its flags.
package struct Configuration: Equatable, Sendable {
  /// The repository's file.
  package var repository = ConfigurationFile()
  /// The operator's own file; its word counts over the repository's.
  package var user = ConfigurationFile()
  /// The value of `KRUTRIMBOX_SANDBOX_TEMPLATE`; nil where it is not set.
  package var template: String?

  /// Nobody says anything: every default.
  package init() {}

  /// The operator's word, and that of the repository as `repository` gives it. Throws KB-C001 to KB-C006.
  package init(
    environment: [String: String], repository: () throws(ExpectedFailure) -> ConfigurationFile
  ) throws(ExpectedFailure) {
    user = try ConfigurationFile.loadUser(environment: environment)
    template = environment[RunSettings.sandboxTemplateVariable].flatMap { $0.isEmpty ? nil : $0 }
    self.repository = try repository()
  }

  /// The same of the repository whose working tree has this top folder.
  package init(repositoryRoot: String, environment: [String: String]) throws(ExpectedFailure) {
    try self.init(environment: environment) { () throws(ExpectedFailure) in
      try ConfigurationFile.load(repositoryRoot: repositoryRoot)
    }
  }

  /// Pure: the defaults, then the repository's values, then the operator's. Protected paths are added up.
  package var settings: RunSettings {
    var settings = repository.settings
    for key in ConfigurationKey.all where user.keys.contains(key.path) { key.copy(user.settings, &settings) }
    settings.protectedPaths = repository.settings.protectedPaths + user.settings.protectedPaths
    return settings
  }
}
