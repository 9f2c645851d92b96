#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif
import KBSystem

/// The Supervisor, and every other command.
@main
struct KB {
  static func main() {
    let environment = ProcessEnvironment.current
    let surroundings = Surroundings(
      environment: environment, directory: WorkingDirectory.current, executable: Platform.executablePath(),
      faults: FaultPoints(environment))
    exit(
      CommandLineProgram(commands: CommandTable.all).run(Array(CommandLine.arguments.dropFirst()), in: surroundings)
        .rawValue)
  }
}
