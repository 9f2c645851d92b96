/// What a session has made and what is not in its commit.
package struct LeftOut: Equatable, Codable, Sendable {
  /// Files, of many the first alone.
  package struct Names: Equatable, Codable, Sendable {
    package var first: [String]
    /// How many there are in all.
    package var count: Int

    package init(first: [String] = [], count: Int = 0) {
      self.first = first
      self.count = count
    }

    package var isEmpty: Bool { count == 0 }

    /// `a, b and 3 more`, each name through `shown`.
    package func text(_ shown: (String) -> String) -> String {
      let more = count > first.count ? " and \(count - first.count) more" : ""
      return first.map(shown).joined(separator: ", ") + more
    }
  }

  /// Files that git ignores, and that no build explains.
  package var ignored = Names()
  /// Files that programs drop while they work.
  package var dropped = Names()
  /// Where commits lie that the branch has not, such as `branch own` or `worktree wt`.
  package var elsewhere: [String] = []
  /// Whether files could not be kept under a ref, so that the sandbox alone has them.
  package var isBig = false
  /// Whether files lie in the clone, of this session or an earlier one, that no commit has and no build explains.
  package var isLoose = false
  /// Refs of the host that keep it.
  package var refs: [String] = []

  package init(
    ignored: Names = Names(), dropped: Names = Names(), elsewhere: [String] = [], isBig: Bool = false,
    isLoose: Bool = false, refs: [String] = []
  ) {
    self.ignored = ignored
    self.dropped = dropped
    self.elsewhere = elsewhere
    self.isBig = isBig
    self.isLoose = isLoose
    self.refs = refs
  }

  /// Whether there is nothing that people should hear of.
  package var isEmpty: Bool { ignored.isEmpty && dropped.isEmpty && elsewhere.isEmpty }

  /// A sentence for each kind, with the refs that keep it. `shown` makes a name fit for where it is told. Pure.
  package func sentences(_ shown: (String) -> String) -> [String] {
    var all: [String] = []
    if !ignored.isEmpty {
      all.append("git ignores what the session made, so no commit has it: \(ignored.text(shown)).")
    }
    if !dropped.isEmpty { all.append("Left out as what programs drop: \(dropped.text(shown)).") }
    if !elsewhere.isEmpty {
      all.append("The session left work that is not on the branch: \(elsewhere.map(shown).joined(separator: ", ")).")
    }
    if isBig { all.append("It is too many or too big for a ref; the sandbox keeps it.") }
    if let prd = refs.first.flatMap(FactoryNames.prd(ofSavedRef:)) {
      all.append("Kept as \(refs.map(shown).joined(separator: ", ")): kb saved \(prd) says how it comes into a clone.")
    }
    return all
  }
}

/// What hooks have left in a new sandbox's clone.
package struct HookLeavings: Equatable, Sendable {
  /// New files and folders.
  package var made: [String]
  /// Tracked files that they have changed.
  package var changed: [String]

  package init(made: [String] = [], changed: [String] = []) {
    self.made = made
    self.changed = changed
  }
}
