import Foundation
import KBFailures
import KBSandboxes
import KBSystem
import TestSupport
import Testing

@Suite("A local sandbox", .onOwnThread)
struct LocalSandboxTests {
  private func sandbox(_ place: SandboxPlayground) -> LocalSandbox {
    LocalSandbox(effects: place.runner, stateRoot: place.stateRoot, environment: place.runner.environment)
  }

  @Test("gives a command nothing of the host's environment but PATH, LANG and KB variables")
  func givesCommand() throws {
    let place = try SandboxPlayground(["KB_DOUBLE_X": "1", "KB_STATE_HOME": "/s", "LANG": "xx"])
    let (spec, sandbox) = (place.spec(), sandbox(place))
    _ = try sandbox.open(spec)
    let output = try place.runner.run(sandbox.inside(spec, ["env"])).output
    let names = Set(output.split(separator: "\n").compactMap { $0.split(separator: "=").first.map(String.init) })
    #expect(
      names == [
        "PATH", "HOME", "LANG", "TERM", "TMPDIR", "GIT_TERMINAL_PROMPT", "KB_SANDBOX", "KB_SANDBOX_FOLDER",
        "KB_DOUBLE_X",
      ])
    #expect(output.contains("HOME=\(place.stateRoot)/local-home\n"))
    #expect(!output.contains("host-secret"))
  }

  @Test("has objects of its own, and an origin without credentials that can't be pushed to")
  func objectsOwn() throws {
    let place = try SandboxPlayground()
    try place.git(["remote", "set-url", "origin", "https://me:secret@127.0.0.1:9/o/r.git"])
    _ = try sandbox(place).open(place.spec())
    let clone = "\(place.stateRoot)/sandboxes/\(place.spec().name)/clone"
    #expect(try place.git(["remote", "get-url", "origin"], in: clone) == "https://127.0.0.1:9/o/r.git")
    #expect(try place.git(["remote", "get-url", "--push", "origin"], in: clone) == "krutrimbox-pushes-from-the-host")
    #expect(!FileManager.default.fileExists(atPath: "\(clone)/.git/objects/info/alternates"))
    #expect(try place.sh("grep -r secret .git || echo none", in: clone) == "none")
  }

  @Test("clones again when the first clone was cut off")
  func clonesAgain() throws {
    let place = try SandboxPlayground()
    let folder = "state/sandboxes/\(place.spec().name)"
    try place.write("half", to: "\(folder)/clone.new/half")
    #expect(try sandbox(place).open(place.spec()) == .created)
    #expect(!FileManager.default.fileExists(atPath: "\(place.root)/\(folder)/clone/half"))
  }

  @Test(
    "touches no folder but its own", arguments: ["../host repo", "krutrimbox-/../../home", "mine", "krutrimbox-\n", ""])
  func touchesFolder(_ name: String) throws {
    let place = try SandboxPlayground()
    let sandbox = sandbox(place)
    #expect(throws: ExpectedFailure.self) { try sandbox.remove(place.spec(name)) }
    #expect(throws: ExpectedFailure.self) { try sandbox.open(place.spec(name)) }
    #expect(FileManager.default.fileExists(atPath: "\(place.host)/file.txt"))
  }

  @Test("removes folders that can't be written, and follows no link")
  func removesFolders() throws {
    let place = try SandboxPlayground()
    let (spec, sandbox) = (place.spec(), sandbox(place))
    _ = try sandbox.open(spec)
    let folder = "\(place.stateRoot)/sandboxes/\(spec.name)"
    let mess = "mkdir -p ro/deep; touch ro/deep/x; chmod 555 ro ro/deep; ln -s \"$1\" link"
    try place.sh(mess, [place.host], in: "\(folder)/clone")
    try sandbox.remove(spec)
    #expect(try place.sh("ls -A", in: "\(place.stateRoot)/sandboxes").isEmpty)
    #expect(FileManager.default.fileExists(atPath: "\(place.host)/file.txt"))
  }

  @Test("refuses a sandboxes folder that is a link")
  func refusesSandboxes() throws {
    let place = try SandboxPlayground()
    try place.sh("mkdir \"$1/elsewhere\"; ln -s \"$1/elsewhere\" \"$1/state/sandboxes\"", [place.root])
    #expect(throws: ExpectedFailure.self) { try sandbox(place).open(place.spec()) }
  }

  @Test("runs a program whose name has an equals sign")
  func runsProgram() throws {
    let place = try SandboxPlayground()
    let (spec, sandbox) = (place.spec(), sandbox(place))
    _ = try sandbox.open(spec)
    try place.sh("printf '#!/bin/sh\\necho ran \"$1\"' >\"$1/a=b\"; chmod +x \"$1/a=b\"", [place.root])
    let result = try place.runner.run(sandbox.inside(spec, ["\(place.root)/a=b", "x"]))
    #expect(result.output == "ran x\n")
  }

  @Test("ends a command that ignores the order to terminate")
  func endsCommand() throws {
    let place = try SandboxPlayground()
    let (spec, sandbox) = (place.spec(), sandbox(place))
    _ = try sandbox.open(spec)
    let script = """
      \(PortableShell.newSession) sh -c 'trap "" TERM; touch "$TMPDIR/deaf"; while :; do sleep 0.1; done' >/dev/null 2>&1 &
      until [ -e "$TMPDIR/deaf" ]; do sleep 0.01; done
      """
    _ = try place.runner.run(sandbox.inside(spec, ["sh", "-c", script]))
    let folder = "\(place.stateRoot)/sandboxes/\(spec.name)"
    #expect(!MarkedProcesses.find("KB_SANDBOX_FOLDER", folder).isEmpty)
    try sandbox.stop(spec)
    #expect(MarkedProcesses.find("KB_SANDBOX_FOLDER", folder).isEmpty)
  }

  @Test("gives its work also where a session has made the clone shallow")
  func givesWork() throws {
    let place = try SandboxPlayground()
    let (spec, sandbox) = (place.spec(), sandbox(place))
    _ = try sandbox.open(spec)
    let script = """
      git rev-parse HEAD >.git/shallow; echo work >work; git add work
      git -c user.name=a -c user.email=a@b commit -qm work; git update-ref refs/krutrimbox/x HEAD; git rev-parse HEAD
      """
    let made = try place.runner.run(sandbox.inside(spec, ["sh", "-ec", script]))
    let commit = String(made.output.prefix { $0 != "\n" })
    try sandbox.fetch("refs/krutrimbox/x", into: "refs/krutrimbox/y", from: spec, expecting: commit)
    #expect(try place.git(["rev-parse", "refs/krutrimbox/y"]) == commit)
  }
}
