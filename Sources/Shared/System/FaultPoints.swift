/// Switches for fault tests (docs/operations.md), from the environment. A release build has none: nobody who can set a
/// variable can leave out a safeguard there.
package struct FaultPoints: Equatable, Sendable {
  /// `KB_DELAY_SCALE`: the part of each wait that is really waited.
  package var delayScale = 1.0
  /// `KB_CRASH_AT`: where a Worker kills itself, separated by commas.
  package var crashPoints = ""
  /// `KB_SAFEGUARD_OFF`: safeguards that are left out, separated by commas.
  package var safeguardsOff = ""
  /// `KB_TIME_UP`: a folder; nil where time limits are kept by the clock alone.
  package var timeUpFolder: String?
  /// `KB_BUBBLEWRAP=off`: local sandboxes do without it, whatever the settings say.
  package var isBubblewrapOff = false

  package init(_ environment: [String: String]) {
    #if DEBUG
      delayScale = environment["KB_DELAY_SCALE"].flatMap(Double.init) ?? 1
      crashPoints = environment["KB_CRASH_AT"] ?? ""
      safeguardsOff = environment["KB_SAFEGUARD_OFF"] ?? ""
      timeUpFolder = environment["KB_TIME_UP"]
      isBubblewrapOff = environment["KB_BUBBLEWRAP"] == "off"
    #endif
  }

  /// Whether every program gets this variable of krutrimbox's: the marks by which a dead Worker's commands are found, in a
  /// debug build also those of the tests' doubles.
  static func passes(_ name: String) -> Bool {
    #if DEBUG
      name.hasPrefix("KB_") && !["KB_STATE_HOME", "KB_CONFIG_HOME"].contains(name)
    #else
      ["KB_RUN", "KB_PRD"].contains(name)
    #endif
  }
}
