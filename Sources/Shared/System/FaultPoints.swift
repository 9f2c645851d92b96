/// Switches for fault tests (docs/operations.md), read from the environment once, where a program begins, and handed on
/// from there. A release build has none: whoever can set a variable can leave out no safeguard there.
package struct FaultPoints: Equatable, Sendable {
  #if DEBUG
    /// `KB_DELAY_SCALE`: the part of each wait that is really waited; 1 in earnest.
    package private(set) var delayScale = 1.0
    /// `KB_CRASH_AT`: where a Worker kills itself.
    package private(set) var crashPoints: Set<String> = []
    /// `KB_TIME_UP`: a folder; nil where time limits are kept by the clock alone.
    package private(set) var timeUpFolder: String?
    /// `KB_BUBBLEWRAP=off`: local sandboxes do without it, whatever the settings say.
    package private(set) var isBubblewrapOff = false
    /// `KB_SAFEGUARD_OFF`
    private var safeguardsOff: Set<Safeguard> = []

    /// What is not set is off.
    package init(_ environment: [String: String]) {
      func words(_ name: String) -> [String] { environment[name]?.split(separator: ",").map(String.init) ?? [] }
      delayScale = environment["KB_DELAY_SCALE"].flatMap(Double.init) ?? 1
      crashPoints = Set(words("KB_CRASH_AT"))
      safeguardsOff = Set(words("KB_SAFEGUARD_OFF").compactMap(Safeguard.init))
      timeUpFolder = environment["KB_TIME_UP"]
      isBubblewrapOff = environment["KB_BUBBLEWRAP"] == "off"
    }

    /// Whether a fault test leaves a safeguard out.
    package func isOff(_ safeguard: Safeguard) -> Bool { safeguardsOff.contains(safeguard) }
  #else
    package var delayScale: Double { 1 }
    package var crashPoints: Set<String> { [] }
    package var timeUpFolder: String? { nil }
    package var isBubblewrapOff: Bool { false }

    package init(_ environment: [String: String]) {}

    package func isOff(_ safeguard: Safeguard) -> Bool { false }
  #endif

  /// No switch is on.
  package static let none = FaultPoints([:])

  /// Whether every program gets this variable of krutrimbox's: the marks by which a dead Worker's commands are found, in a
  /// debug build also those of the tests' doubles.
  package static func passes(_ name: String) -> Bool {
    #if DEBUG
      name.hasPrefix("KB_") && !["KB_STATE_HOME", "KB_CONFIG_HOME"].contains(name)
    #else
      ["KB_RUN", "KB_PRD"].contains(name)
    #endif
  }
}
