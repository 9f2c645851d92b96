import Foundation
import TestSupport
/// Stand-ins for the programs that krutrimbox drives, chosen by the name they are started under (a symbolic link) or
/// by their first argument.
@main
struct Doubles {
  static func main() {
    let arguments = CommandLine.arguments
    let name = arguments.first?.split(separator: "/").last.map(String.init) ?? ""
    takeStage(of: arguments.first ?? "")
    let programs = DoublePrograms.all
    if let program = programs[name] { program(Array(arguments.dropFirst())) }
    if arguments.count > 1, let program = programs[arguments[1]] { program(Array(arguments.dropFirst(2))) }
    print("usage: Doubles \(programs.keys.sorted().joined(separator: "|")) ARGUMENTS")
  }

  /// A release build of krutrimbox gives programs the variables of their lists alone: what a stage's doubles need stands in a
  /// file beside their folder as well.
  private static func takeStage(of program: String) {
    let file = URL(fileURLWithPath: program).deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent(FactoryStage.doublesFile)
    guard program.hasPrefix("/"), let text = try? String(contentsOf: file, encoding: .utf8) else { return }
    for line in text.split(separator: "\n") {
      guard let equals = line.firstIndex(of: "=") else { continue }
      setenv(String(line[..<equals]), String(line[line.index(after: equals)...]), 0)
    }
  }
}
