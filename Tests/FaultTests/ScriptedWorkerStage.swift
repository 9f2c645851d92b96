import Foundation
import KBProtocol
import KBSystem
import TestSupport

/// A stage on which the real `kb` finds a scripted `kb-worker` beside itself.
struct ScriptedWorkerStage: Sendable {
  let stage = FactoryStage.current
  /// Where the script leaves its marks: `$DIR`.
  var marks: String { stage.root + "/marks" }

  /// `worker` is the body of a bash script; `tell JSON` sends an event, `hello` greets. The assignment is read before,
  /// unless it is to stay in the pipe.
  init(prds: Int = 1, readsAssignment: Bool = true, worker: String) throws {
    for number in 1...prds { _ = try stage.repository.addPRD("Plan \(number)") }
    let files = FileManager.default
    try files.createDirectory(atPath: stage.root + "/installed", withIntermediateDirectories: true)
    try files.createDirectory(atPath: stage.root + "/marks", withIntermediateDirectories: true)
    // kb looks beside its own file, which a link would lead elsewhere. Copied by another process, and bash reads the
    // script because of BASH_ENV: a file that this process has only just written can't always be started.
    try stage.run(["cp", BuiltProducts.path("kb"), stage.root + "/installed/kb"])
    try files.createSymbolicLink(atPath: stage.root + "/installed/kb-worker", withDestinationPath: "/bin/bash")
    try stage.write(
      "script",
      """
      [ "$KB_PRD" ] || return 0
      unset BASH_ENV
      seq=0
      tell() {
        seq=$((seq + 1))
        printf '{"v":1,"run":"%s","prd":%s,"seq":%s,"message":%s}\\n' "$KB_RUN" "$KB_PRD" "$seq" "$1" >&3
      }
      hello() { tell "{\\"hello\\":{\\"pid\\":$$,\\"version\\":\\"\(BuildVersion.text)\\"}}"; }
      delivered() { tell '{"ended":{"outcome":{"delivered":{"pullRequest":"https://example.com/pull/1"}}}}'; }
      stopped() { tell '{"ended":{"outcome":{"stopped":{}}}}'; }
      await() { until [ -e "$DIR/$1" ]; do sleep 0.02; done; }
      \(readsAssignment ? "read -r assignment" : "")
      \(worker)
      exit
      """)
  }

  /// Runs a bash script in the operator's clone, in which `$KB` is the program, `await NAME` waits for a mark of the
  /// worker, and `status=N` is printed at the end.
  func run(_ script: String) async -> ShortCommand.Result {
    let environment = stage.environment.merging(
      ["KB": stage.root + "/installed/kb", "DIR": marks, "BASH_ENV": stage.root + "/script"]
    ) { $1 }
    let text = "await() { until [ -e \"$DIR/$1\" ]; do sleep 0.02; done; }\n" + script
    let command = ShortCommand(["/bin/bash", "-c", text], environment: environment, directory: stage.checkout)
    return await onOwnThread { command.run() }
  }

  /// The text of all run logs.
  var log: String {
    let runs = stage.state + "/runs"
    return Files.names(in: runs).compactMap { Files.text("\(runs)/\($0)/run.log") }.joined()
  }

  func hasMark(_ name: String) -> Bool { Files.exists("\(marks)/\(name)") }
}
