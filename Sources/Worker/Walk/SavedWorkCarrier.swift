import KBRepository
import KBSandboxes

/// Brings work that is kept in a sandbox's clone to the host, so that the sandbox may go.
struct SavedWorkCarrier {
  let sandbox: PRDSandbox
  let branch: PRDBranch
  let narrator: Narrator
  /// Id of the Factory Run: the label of what it saves.
  let run: String

  /// Brings everything that is in the sandbox alone, and returns why it must stay all the same, or nil: repositories that
  /// were put aside and work in submodules can't be brought. `commits` are those of the clone that the host has.
  func bringRest(beside commits: [String]) throws -> String? {
    let rest = try sandbox.workspace.rest(beside: commits, label: run)
    try bringAndTell(rest.saved)
    return rest.reasonToStay
  }

  /// Brings saved work, and names each new ref in a note.
  func bringAndTell(_ saved: [PreparedWorkspace.SavedWork]) throws {
    for ref in try bring(saved).values.sorted() {
      narrator.note("work that was left in the sandbox is kept: kb saved \(branch.prd) (\(ref))")
    }
  }

  /// The host's refs of what a session has left out, those of an earlier look included.
  func keptRefs(_ taken: WorkspaceSnapshot) throws -> [String] {
    let new = try bring(taken.saved)
    return try taken.saved.filter { taken.keptRefs.contains($0.ref) }.compactMap { saved in
      try new[saved.ref]
        ?? branch.git.output([
          "for-each-ref", "--format=%(refname)", "--count=1", "--points-at", saved.commit, branch.ref("saved"),
        ]).split(separator: "\n").first.map(String.init)
    }
  }

  /// The host's new refs by the clone's. What was kept before its way to the host was cut off is told by the clone again.
  private func bring(_ saved: [PreparedWorkspace.SavedWork]) throws -> [String: String] {
    var refs: [String: String] = [:]
    for saved in saved where try !branch.git.keeps(saved.commit) {
      let ref = try branch.freeSavedRef(run)
      try sandbox.backend.fetch(saved.ref, into: ref, from: sandbox.spec, expecting: saved.commit)
      refs[saved.ref] = ref
    }
    return refs
  }
}
