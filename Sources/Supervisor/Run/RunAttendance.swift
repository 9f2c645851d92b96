/// Who still works on a run.
enum RunAttendance: String, Codable, Sendable {
  /// Its `kb run` lives.
  case supervised
  /// Its `kb run` is gone; workers of it finish their step.
  case workersOnly = "workers-only"
  /// Nobody works on it.
  case gone
}
