/// The name.
package enum Names { package static var text: String { String(decoding: PackageResources.afk_issue_md, as: UTF8.self) } }
