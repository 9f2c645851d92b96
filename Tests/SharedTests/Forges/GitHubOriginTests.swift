import KBDomain
import Testing

@Suite("the address of origin")
struct GitHubOriginTests {
  @Test(
    "every spelling names the same repository",
    arguments: [
      "https://github.com/Acme/widgets.js", "https://github.com/Acme/widgets.js.git",
      "https://github.com/Acme/widgets.js/", "https://github.com/Acme/widgets.js.git/",
      "http://github.com/Acme/widgets.js",
      "https://user:pa@ss@github.com:443/Acme/widgets.js.git", "https://www.github.com/Acme/widgets.js",
      "git@github.com:Acme/widgets.js.git", "git@github.com:/Acme/widgets.js.git", "github.com:Acme/widgets.js",
      "ssh://git@github.com/Acme/widgets.js.git", "ssh://git@github.com:22/Acme/widgets.js",
      "ssh://git@ssh.github.com:443/Acme/widgets.js.git", "git@GitHub.com:Acme/widgets.js.git",
      "git://github.com/Acme/widgets.js.git", "HTTPS://GITHUB.COM/Acme/widgets.js",
      " https://github.com/Acme/widgets.js\n",
      "git+ssh://git@github.com/Acme/widgets.js",
    ])
  func spellings(address: String) {
    #expect(
      GitHubOrigin.repository(of: address) == RepositoryIdentity(host: "github.com", owner: "Acme", name: "widgets.js"))
  }

  @Test("another GitHub host is kept")
  func enterprise() {
    let identity = RepositoryIdentity(host: "git.example.org", owner: "team_x", name: "a.git")
    #expect(GitHubOrigin.repository(of: "git@git.example.org:team_x/a.git.git") == identity)
    #expect(GitHubOrigin.repository(of: "https://git.example.org:8443/team_x/a.git.git") == identity)
  }

  @Test(
    "what is not on a GitHub host is nothing",
    arguments: [
      "", "/srv/git/widgets.git", "./widgets", "../acme/widgets", "~/acme/widgets", "file:///srv/acme/widgets.git",
      "acme/widgets", "C:/acme/widgets", "C:\\acme\\widgets", "./a:acme/widgets", "https://github.com",
      "https://github.com/", "https://github.com/acme", "https://github.com/acme/widgets/tree/main",
      "https://github.com/acme//widgets", "https://gist.github.com/0a1b2c", "https://gitlab.com/acme/widgets.git",
      "git@bitbucket.org:acme/widgets.git", "https://github.com/../widgets", "https://github.com/acme/..",
      "https://github.com/acme/.git", "https://github.com/ac me/widgets", "https://-x/acme/widgets",
      "https://github.com/acme/wid%67ets", "ftp://github.com/acme/widgets", "git@github.com:acme/--upload-pack=x;y",
      "ext::sh -c id", ":acme/widgets", "://", "git@:acme/widgets",
    ])
  func notGitHub(address: String) {
    #expect(GitHubOrigin.repository(of: address) == nil)
  }
}
