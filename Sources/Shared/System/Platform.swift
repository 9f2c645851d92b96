#if canImport(Glibc)
  package import Glibc
#else
  package import Darwin
#endif

/// What differs between Linux and macOS, and the C functions that Swift's Glibc module hides.
package enum Platform {
  #if canImport(Glibc)
    package typealias SpawnFileActions = posix_spawn_file_actions_t
    package typealias SpawnAttributes = posix_spawnattr_t
    /// `POSIX_SPAWN_SETSID` of glibc's spawn.h.
    package static let spawnNewSession: Int32 = 0x80
    package static let name = "Linux"
  #else
    package typealias SpawnFileActions = posix_spawn_file_actions_t?
    package typealias SpawnAttributes = posix_spawnattr_t?
    /// `POSIX_SPAWN_SETSID` of Apple's spawn.h.
    package static let spawnNewSession: Int32 = 0x400
    package static let name = "macOS"
  #endif

  /// A C function by name, nil where this system's libc has none.
  private static func function<Signature>(_ name: String, _ signature: Signature.Type) -> Signature? {
    guard let address = dlsym(dlopen(nil, RTLD_NOW), name) else { return nil }
    return unsafeBitCast(address, to: signature)
  }

  /// Adds "close everything from `first` upwards" to a spawn (glibc 2.34). Returns an errno value; ENOSYS without it.
  package static func addCloseFrom(_ actions: UnsafeMutablePointer<SpawnFileActions>, _ first: Int32) -> Int32 {
    #if canImport(Glibc)
      typealias Signature = @convention(c) (UnsafeMutablePointer<SpawnFileActions>, Int32) -> Int32
      guard let call = function("posix_spawn_file_actions_addclosefrom_np", Signature.self) else { return ENOSYS }
      return call(actions, first)
    #else
      return 0  // POSIX_SPAWN_CLOEXEC_DEFAULT does it.
    #endif
  }

  /// Adds "change directory" to a spawn. Returns an errno value.
  package static func addChangeDirectory(_ actions: UnsafeMutablePointer<SpawnFileActions>, _ path: String) -> Int32 {
    #if canImport(Glibc)
      typealias Signature = @convention(c) (UnsafeMutablePointer<SpawnFileActions>, UnsafePointer<CChar>) -> Int32
      guard let call = function("posix_spawn_file_actions_addchdir_np", Signature.self) else { return ENOSYS }
      return path.withCString { call(actions, $0) }
    #else
      return posix_spawn_file_actions_addchdir_np(actions, path)
    #endif
  }

  /// Spawn flags that only one system has.
  package static var extraSpawnFlags: Int32 {
    #if canImport(Glibc)
      0
    #else
      Int32(POSIX_SPAWN_CLOEXEC_DEFAULT)
    #endif
  }

  /// Descendants that lose their parent become children of this process (`prctl(PR_SET_CHILD_SUBREAPER)`, Linux only).
  package static func adoptOrphans() {
    #if canImport(Glibc)
      typealias Signature = @convention(c) (Int32, UInt, UInt, UInt, UInt) -> Int32
      _ = function("prctl", Signature.self)?(36, 1, 0, 0, 0)
    #endif
  }

  /// Installs a signal handler that may only do async-signal-safe work.
  package static func handle(_ signal: Int32, with handler: @convention(c) (Int32) -> Void) {
    var action = sigaction()
    sigemptyset(&action.sa_mask)
    action.sa_flags = Int32(SA_RESTART)
    #if canImport(Glibc)
      action.__sigaction_handler.sa_handler = handler
    #else
      action.__sigaction_u.__sa_handler = handler
    #endif
    sigaction(signal, &action, nil)
  }

  /// The running program's own file.
  package static func executablePath() -> String? {
    #if canImport(Glibc)
      var buffer = [UInt8](repeating: 0, count: 4096)
      let count = readlink("/proc/self/exe", &buffer, buffer.count)
      return count > 0 ? String(decoding: buffer[0..<count], as: UTF8.self) : nil
    #else
      var size = UInt32(4096)
      var buffer = [CChar](repeating: 0, count: Int(size))
      guard _NSGetExecutablePath(&buffer, &size) == 0 else { return nil }
      guard let resolved = realpath(buffer, nil) else { return nil }
      defer { free(resolved) }
      return String(cString: resolved)
    #endif
  }

  /// File system types on which `flock` does not exclude other machines: nil when the path is on a local disk.
  package static func networkFileSystem(at path: String) -> String? {
    #if canImport(Glibc)
      typealias Signature = @convention(c) (UnsafePointer<CChar>, UnsafeMutableRawPointer) -> Int32
      guard let call = function("statfs", Signature.self) else { return nil }
      // struct statfs begins with f_type, one machine word (man 2 statfs).
      var words = [Int](repeating: 0, count: 64)
      guard path.withCString({ call($0, &words) }) == 0 else { return nil }
      return [0x6969: "NFS", 0x517B: "SMB", 0xFF53_4D42: "CIFS", 0xFE53_4D42: "SMB2", 0x0102_1997: "9P"][words[0]]
    #else
      var info = statfs()
      guard statfs(path, &info) == 0, info.f_flags & UInt32(MNT_LOCAL) == 0 else { return nil }
      return "a network file system"
    #endif
  }
}
