import Shared
@main struct MWorker { static func main() { print(Names.text) } }
