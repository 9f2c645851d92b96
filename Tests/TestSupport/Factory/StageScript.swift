extension FactoryStage {
  /// Runs a bash script in the operator's clone, on a thread of its own. In it `$KB` is the program, `$AGENTS` the folder
  /// in which an agent's `until-file` looks, and `await COMMAND` waits until a command succeeds.
  package func script(_ text: String, environment additions: [String: String] = [:]) async -> ShortCommand.Result {
    let variables = ["KB": BuiltProducts.path("kb"), "AGENTS": agents, "OUT": root].merging(additions) { $1 }
    let helpers = "await() { until \"$@\" >/dev/null 2>&1; do sleep 0.05; done; }\n"
    var command = ShortCommand(
      ["/bin/bash", "-c", helpers + text], environment: environment.merging(variables) { $1 }, directory: checkout)
    command.limitMilliseconds = 600_000
    return await onOwnThread { [command] in command.run() }
  }
}
