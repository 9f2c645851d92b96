/// Who a commit is by.
package struct GitIdentity: Equatable, Sendable {
  package let name: String
  package let email: String

  package init(name: String, email: String) {
    self.name = name
    self.email = email
  }
}
