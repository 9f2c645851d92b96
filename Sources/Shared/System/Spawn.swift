#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Starts processes. The only place that does: nothing but the mapped descriptors is inherited, signals are reset, and
/// every child leads a session of its own, so that a closed terminal or Ctrl-C never reaches it directly.
package enum Spawn {
  package struct Request {
    /// Absolute path of the program file.
    package var path: String
    /// What the program sees as its arguments after its own name.
    package var arguments: [String]
    /// The whole environment, nothing else is inherited.
    package var environment: [String: String]
    /// Working directory; nil keeps ours.
    package var directory: String?
    /// Descriptor in the child → descriptor here. 0, 1 and 2 that are missing are opened on `/dev/null`.
    package var descriptors: [Int32: Int32]

    package init(
      path: String, arguments: [String] = [], environment: [String: String] = [:], directory: String? = nil,
      descriptors: [Int32: Int32] = [:]
    ) {
      self.path = path
      self.arguments = arguments
      self.environment = environment
      self.directory = directory
      self.descriptors = descriptors
    }
  }

  /// Starts the program and returns its process id, which is also its session and group id.
  /// Throws with the system's reason: a missing program, a missing directory, no more processes.
  package static func start(_ request: Request) throws(SystemFailure) -> Int32 {
    var actions = newFileActions()
    var attributes = newAttributes()
    posix_spawn_file_actions_init(&actions)
    posix_spawnattr_init(&attributes)
    defer {
      posix_spawn_file_actions_destroy(&actions)
      posix_spawnattr_destroy(&attributes)
    }
    try prepare(&actions, for: request)
    prepare(&attributes)

    let arguments = ([request.path] + request.arguments).map { strdup($0) } + [nil]
    let environment = request.environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
    defer {
      arguments.forEach { free($0) }
      environment.forEach { free($0) }
    }
    var pid: pid_t = 0
    let code = posix_spawn(&pid, request.path, &actions, &attributes, arguments, environment)
    guard code == 0 else { throw SystemFailure("start \(request.path)", code: code) }
    return pid
  }

  private static func newFileActions() -> Platform.SpawnFileActions {
    #if canImport(Glibc)
      Platform.SpawnFileActions()
    #else
      nil
    #endif
  }

  private static func newAttributes() -> Platform.SpawnAttributes {
    #if canImport(Glibc)
      Platform.SpawnAttributes()
    #else
      nil
    #endif
  }

  private static func prepare(
    _ actions: inout Platform.SpawnFileActions, for request: Request
  ) throws(SystemFailure) {
    for standard in Int32(0)...2 where request.descriptors[standard] == nil {
      posix_spawn_file_actions_addopen(&actions, standard, "/dev/null", standard == 0 ? O_RDONLY : O_WRONLY, 0)
    }
    for (child, ours) in request.descriptors.sorted(by: { $0.key < $1.key }) {
      let code = posix_spawn_file_actions_adddup2(&actions, ours, child)
      guard code == 0 else { throw SystemFailure("map descriptor \(child)", code: code) }
    }
    let firstUnused = max(3, (request.descriptors.keys.max() ?? 0) + 1)
    let code = Platform.addCloseFrom(&actions, firstUnused)
    guard code == 0 else { throw SystemFailure("close descriptors for a child", code: code) }
    if let directory = request.directory {
      let code = Platform.addChangeDirectory(&actions, directory)
      guard code == 0 else { throw SystemFailure("enter \(directory)", code: code) }
    }
  }

  private static func prepare(_ attributes: inout Platform.SpawnAttributes) {
    var none = sigset_t()
    var all = sigset_t()
    sigemptyset(&none)
    sigfillset(&all)
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setsigdefault(&attributes, &all)
    let flags =
      Int32(POSIX_SPAWN_SETSIGMASK) | Int32(POSIX_SPAWN_SETSIGDEF) | Platform.spawnNewSession
      | Platform.extraSpawnFlags
    posix_spawnattr_setflags(&attributes, numericCast(flags))
  }
}
