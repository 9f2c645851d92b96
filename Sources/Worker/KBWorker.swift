import Shared

@main
struct KBWorker {
  static func main() {}
}
