import Shared

@main
struct KB {
  static func main() {}
}
