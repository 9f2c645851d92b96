/// Whose PRDs are worked on, and whose words agents get.
struct Owners: Equatable {
  /// Logins whose PRDs are worked on.
  let logins: [String]
  /// Logins whose words get into prompts: the owners', and the operator's own.
  let trusted: [String]

  /// `configured` may be empty: then the operator is the one owner.
  init(_ configured: [String], operatorLogin: String) {
    logins = configured.isEmpty ? [operatorLogin] : configured
    trusted = logins + [operatorLogin]
  }
}
