import KBDomain
import KBSystem
import TestSupport
import Testing

@testable import KBRepository

@Suite("Files that a review quotes", .onOwnThread)
struct CommitFilesTests {
  private func reason(_ file: QuotableFile?) -> String? {
    switch file {
    case .text: "text"
    case .unusable(let reason): reason
    case nil: nil
    }
  }

  @Test("are those of the commit, and nothing else that a path may lead to")
  func files() throws {
    let ground = try SandboxPlayground(hostName: "host")
    try ground.write("the first line\n", to: "host/a.txt")
    try ground.write("a star\n", to: "host/dir/b*.txt")
    try ground.write("a\u{0}b", to: "host/bin")
    try ground.write(String(repeating: "x", count: (1 << 20) + 1), to: "host/big")
    try ground.sh("ln -s /etc/passwd link; ln -s /etc out")
    let commit = try ground.commit("first")
    try ground.write("another line\n", to: "host/a.txt")
    try ground.commit("second")

    let files = try CommitFiles(Git(ground.host, effects: ground.runner), of: commit).files(at: [
      "a.txt", "dir/b*.txt", "bin", "big", "link", "out/passwd", "dir", "none", "/etc/passwd", "../x", "a/../../b",
      ".git/config", "", "a\nb", "dir/", ":(glob)*.txt", "*.txt",
    ])

    guard case .text(let first)? = files["a.txt"] else { return #expect(Bool(false), "a.txt can't be looked at") }
    #expect(first.line(of: "the first line", near: 1) == 1 && first.line(of: "another line", near: 1) == nil)
    #expect(reason(files["dir/b*.txt"]) == "text")
    #expect(reason(files["bin"]) == "it is no text")
    #expect(reason(files["big"]) == "it is too large")
    #expect(reason(files["link"]) == "it is a link")
    #expect(reason(files["dir"]) != "text")
    for path in ["out/passwd", "none", ":(glob)*.txt", "*.txt"] {
      #expect(reason(files[path]) == "there is no such file")
    }
    for path in ["/etc/passwd", "../x", "a/../../b", ".git/config", "", "a\nb", "dir/"] {
      #expect(reason(files[path]) == "it is no path inside the repository", "\(path)")
    }
  }

  @Test("are no more than 400, and no more than 32 MiB together")
  func bounds() throws {
    #expect(TreeEntry("100644 blob abc 5\ta b.txt")?.reasonNotToRead(4) == "there is too much to look at")
    #expect(TreeEntry("100644 blob abc       5\ta b.txt")?.path == "a b.txt")
    #expect(TreeEntry("nonsense") == nil)
    let ground = try SandboxPlayground()
    let commit = try ground.commit("first")
    let files = try CommitFiles(Git(ground.host, effects: ground.runner), of: commit).files(
      at: (1...500).map { "\($0)" })
    #expect(files.count == 400)
  }
}
