import Shared
struct WorkersCommand: KBCommand {
  let name = "workers"
  let summary = "show the live workers of all repositories on this machine"
  let examples = ["kb workers --watch"]
  func run(_ arguments: Arguments, in surroundings: Surroundings) throws -> KBExit { .success }
}
struct TemplateCommand: KBCommand {
  let name = "template"
  let summary = "build and load the sandbox template"
  let examples = ["kb template prepare"]
  func run(_ arguments: Arguments, in surroundings: Surroundings) throws -> KBExit { .success }
}
