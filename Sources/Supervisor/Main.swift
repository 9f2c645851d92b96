import Shared
@main struct MSupervisor { static func main() { print(Names.text) } }
