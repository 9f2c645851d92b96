import KBConfiguration

/// Pages of a REST list.
struct RESTPage {
  let number: Int
  let size: Int

  /// The page that a request asks for: 30 items by default and 100 at most, as on GitHub.
  init(_ request: GitHubRequest) {
    number = max(1, request.parameter("page").flatMap(Int.init) ?? 1)
    size = min(100, max(1, request.parameter("per_page").flatMap(Int.init) ?? 30))
  }

  /// The items of this page, and the Link header where there is more than one.
  func answer(
    _ items: [JSONTree], request: GitHubRequest, repository: GitHubRepository
  ) -> RESTAnswer {
    let start = min(items.count, (number - 1) * size)
    let page = Array(items[start..<min(items.count, start + size)])
    let last = max(1, (items.count + size - 1) / size)
    var links: [String] = []
    if number > 1 { links.append(link("prev", min(number - 1, last), request, repository)) }
    if number < last {
      links.append(link("next", number + 1, request, repository))
      links.append(link("last", last, request, repository))
    }
    if number > 1 { links.append(link("first", 1, request, repository)) }
    return RESTAnswer(body: .array(page), headers: links.isEmpty ? [:] : ["Link": links.joined(separator: ", ")])
  }

  private func link(_ relation: String, _ page: Int, _ request: GitHubRequest, _ repository: GitHubRepository) -> String
  {
    var parts = request.path.split(separator: "/").map(String.init)
    if parts.first == "repos" {
      parts.replaceSubrange(0..<min(3, parts.count), with: ["repositories", String(repository.id)])
    }
    var items = request.query.filter { $0.name != "page" }.map {
      PercentCoding.encode($0.name) + "=" + PercentCoding.encode($0.value)
    }
    items.append("page=\(page)")
    return
      "<https://api.github.com/\(parts.joined(separator: "/"))?\(items.joined(separator: "&"))>; rel=\"\(relation)\""
  }
}
