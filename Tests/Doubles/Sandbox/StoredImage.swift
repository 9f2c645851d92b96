/// An image reference as the sandbox store spells it: with registry, namespace and tag.
struct StoredImage {
  let repository: String
  let tag: String

  init(_ reference: String) {
    let last = reference.lastPathPart
    let colon = last.lastIndex(of: ":")
    tag = colon.map { String(last[last.index(after: $0)...]) } ?? "latest"
    let bare = colon == nil ? reference : String(reference.dropLast(tag.count + 1))
    let first = bare.split(separator: "/").first.map(String.init) ?? bare
    let hasRegistry = bare.contains("/") && (first.contains(".") || first.contains(":") || first == "localhost")
    repository = hasRegistry ? bare : "docker.io/" + (bare.contains("/") ? bare : "library/" + bare)
  }

  var full: String { "\(repository):\(tag)" }
}
