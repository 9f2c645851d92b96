#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif
import Foundation
import KBSystem
import TestSupport
import Testing

@Suite("A Factory Clone that is cut off or damaged", .onOwnThread, .stage)
struct FactoryCloneFaultTests {
  private let stage = FactoryStage.current

  @Test("is made anew where a kill has cut it off", arguments: ["init", "fetch", "repack"])
  func cutOff(at step: String) async throws {
    let (delivered, _) = try stage.planNight()
    let git = try stage.run(["sh", "-c", "PATH=$(echo $PATH | cut -d: -f2-) command -v git"]).trimmingCharacters(
      in: .newlines)
    try stage.writeProgram(
      "bin/git",
      "#!/bin/sh\n\(git) \"$@\" || exit\ncase \" $* \" in *' \(step) '*) touch '\(stage.root)/there'; sleep 600;; esac\n"
    )
    let killed = try BackgroundRun(stage, ["plan"])
    #expect(await eventually { Files.exists(stage.root + "/there") })
    killed.signal(SIGKILL)
    _ = await killed.end
    #expect(!Files.exists(stage.clone))
    try FileManager.default.removeItem(atPath: stage.root + "/bin/git")

    let run = await stage.kbRun()
    #expect(run.ending(of: delivered) == "delivered", "\(run)")
    #expect(Files.names(in: stage.state + "/repositories/github.com/acme") == [".webapp.lock", "webapp"])
  }

  /// What a power cut or a bad disk leaves.
  enum Damage: String, CaseIterable, Sendable {
    case emptyPack, noHead, noObjects, emptyRef, emptyObjects, badConfiguration
  }

  @Test("is mended in its place, and what is saved in it stays", arguments: Damage.allCases)
  func mended(_ damage: Damage) async throws {
    let (delivered, failed) = try stage.planNight()
    #expect(await stage.kb(["plan"]).status == 0)
    let commit = try stage.git("commit-tree", "-m", "precious", "HEAD^{tree}").trimmingCharacters(in: .newlines)
    let ref = "refs/krutrimbox/prd-\(failed)/saved/mine"
    try stage.git("update-ref", ref, commit)
    let folder = stage.clone + "/.git"
    switch damage {
    case .emptyPack:
      try stage.run(["sh", "-ec", "for f in \"$1\"/objects/pack/*.pack; do chmod u+w $f; : >$f; done", "sh", folder])
    case .noHead: try FileManager.default.removeItem(atPath: folder + "/HEAD")
    case .noObjects: try FileManager.default.removeItem(atPath: folder + "/objects")
    case .emptyRef:
      try stage.run([
        "sh", "-ec",
        "mkdir -p \"$1\"/refs/krutrimbox/prd-9/saved; : >\"$1\"/refs/krutrimbox/prd-9/saved/x; : >\"$1\"/krutrimbox-damaged",
        "sh", folder,
      ])
    case .emptyObjects:
      try stage.run([
        "sh", "-ec",
        "cd \"$1\"/objects; git unpack-objects -q < /dev/null || true; mkdir -p aa; : >aa/\(String(repeating: "b", count: 38)); : >../krutrimbox-damaged",
        "sh", folder,
      ])
    case .badConfiguration: try stage.run(["sh", "-ec", "echo '[core' >\"$1\"/config", "sh", folder])
    }

    var run = await stage.kbRun("--prd", "\(delivered)")
    // The first one meets the damage, says so, and the next one mends it.
    if run.ending(of: delivered) != "delivered" {
      #expect(damage == .emptyPack && [run.code(), run.code(of: delivered)].contains("KB-R022"), "\(run)")
      run = await stage.kbRun("--prd", "\(delivered)")
    }
    #expect(run.ending(of: delivered) == "delivered", "\(run)")
    let saved = await stage.kb(["saved", "\(failed)"])
    if damage == .noObjects {
      #expect(Files.names(in: stage.state + "/repositories/github.com/acme").contains { $0.hasSuffix(".damaged") })
    } else {
      #expect(saved.text.contains(ref) && saved.text.contains("precious"), "\(saved.text)\(saved.errorText)")
    }
    #expect(await stage.kb(["plan"]).status == 0)
    #expect(try stage.git("fsck", "--connectivity-only", "--no-dangling").isEmpty)
  }
}
