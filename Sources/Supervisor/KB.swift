#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif
import Shared

/// The Supervisor, and every other command.
@main
struct KB {
  static func main() {
    let surroundings = Surroundings(
      environment: ProcessEnvironment.current, directory: WorkingDirectory.current,
      executable: Platform.executablePath())
    exit(CommandLineProgram.run(Array(CommandLine.arguments.dropFirst()), in: surroundings).rawValue)
  }
}
