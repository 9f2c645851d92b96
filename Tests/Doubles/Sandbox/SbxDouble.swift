import Foundation
import KBSandboxes

/// Plays `sbx` in the releases that `SbxRelease` lists, with a real clone, a real git daemon and real processes behind it.
enum SbxDouble {
  static func main(_ arguments: [String]) -> Never {
    let call = SbxCall(arguments)
    // Global options may stand before the subcommand.
    let words = Array(arguments.drop { ["-D", "--debug"].contains($0) })
    let rest = Array(words.dropFirst())
    switch words.first {
    case "create": SbxCreate(call, rest).run()
    case "exec": SbxExec(call, rest).run()
    case "ls", "list": SbxList(call: call).list(rest)
    case "inspect": SbxList(call: call).inspect(rest)
    case "stop": SbxRemoval(call: call).stop(rest)
    case "rm", "remove": SbxRemoval(call: call).remove(rest)
    case "template": SbxTemplates(call: call).run(rest)
    case "policy": SbxMachine(call: call).policy(rest)
    case "secret": SbxSecret(call: call).run(rest)
    case "settings": SbxMachine(call: call).settings(rest)
    case "login": SbxMachine(call: call).login(rest)
    case "logout": SbxMachine(call: call).logout()
    case "version", "--version": SbxDiagnosis(call: call).version(rest)
    case "diagnose": SbxDiagnosis(call: call).diagnose(rest)
    case "daemon": SbxDiagnosis(call: call).daemon(rest)
    case nil, "help", "--help":
      Output.line("Docker Sandboxes\n\nUsage:\n  sbx COMMAND")
      call.end()
    case .some(let word): call.fail("unknown command \"\(word)\" for \"sbx\"")
    }
  }
}
