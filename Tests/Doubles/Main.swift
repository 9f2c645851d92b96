/// Stand-ins for the programs that krutrimbox drives, chosen by the name they are started under (a symbolic link) or
/// by their first argument.
@main
struct Doubles {
  static func main() {
    let arguments = CommandLine.arguments
    let name = arguments.first?.split(separator: "/").last.map(String.init) ?? ""
    let programs = DoublePrograms.all
    if let program = programs[name] { program(Array(arguments.dropFirst())) }
    if arguments.count > 1, let program = programs[arguments[1]] { program(Array(arguments.dropFirst(2))) }
    print("usage: Doubles \(programs.keys.sorted().joined(separator: "|")) ARGUMENTS")
  }
}
