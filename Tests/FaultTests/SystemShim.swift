import Foundation
import KBSystem
import TestSupport

#if os(Linux)
  /// A library that stands before the C library in the programs of a stage: clocks that a test moves, and locks that the
  /// system refuses. It goes by the file that `KB_SHIM` names.
  struct SystemShim: Sendable {
    /// Adds the shim to a program's environment.
    let environment: [String: String]
    private let file: String

    /// Whether there is a compiler for it. `swift build` links with one, so there mostly is.
    static var isAvailable: Bool { compiler != nil }

    private static var compiler: String? {
      let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
      return ["clang", "cc", "gcc"].lazy.compactMap { ShortCommand.find($0, ["PATH": path]) }.first
    }

    init(in folder: String) throws {
      file = folder + "/shim.numbers"
      try Data(count: 32).write(to: URL(fileURLWithPath: file))
      let source = folder + "/shim.c"
      try Self.source.write(toFile: source, atomically: true, encoding: .utf8)
      let result = ShortCommand(
        [Self.compiler ?? "cc", "-shared", "-fPIC", "-O1", "-o", folder + "/shim.so", source, "-ldl"],
        environment: ProcessInfo.processInfo.environment
      ).run()
      guard result.status == 0 else { throw StageError(description: result.errorText) }
      environment = ["LD_PRELOAD": folder + "/shim.so", "KB_SHIM": file]
    }

    /// Moves the wall clock of all programs, by so many seconds from the true time.
    func moveWallClock(to seconds: Int64) throws { try put(seconds, at: 0) }

    /// Moves the clock of time limits.
    func moveSteadyClock(to seconds: Int64) throws { try put(seconds, at: 1) }

    /// From now on the system has no locks for claims.
    func refuseLocks() throws { try put(1, at: 2) }

    /// How often something was asked and answered otherwise than the system does.
    var lies: Int64 {
      let bytes = Files.bytes(file) ?? []
      return bytes.count == 32 ? bytes[24...].reversed().reduce(0) { $0 << 8 | Int64($1) } : 0
    }

    private func put(_ number: Int64, at place: Int) throws {
      let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: file))
      defer { try? handle.close() }
      try handle.seek(toOffset: UInt64(place * 8))
      try handle.write(contentsOf: withUnsafeBytes(of: number.littleEndian) { Data($0) })
    }

    private static let source = """
      #define _GNU_SOURCE
      #include <dlfcn.h>
      #include <errno.h>
      #include <fcntl.h>
      #include <stdio.h>
      #include <stdlib.h>
      #include <string.h>
      #include <sys/mman.h>
      #include <sys/time.h>
      #include <time.h>
      #include <unistd.h>
      static volatile long long none[4], *numbers = none;
      __attribute__((constructor)) static void begin(void) {
        const char *path = getenv("KB_SHIM");
        int file = path ? open(path, O_RDWR | O_CLOEXEC) : -1;
        if (file < 0) return;
        void *map = mmap(0, 32, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
        if (map != MAP_FAILED) numbers = map;
        close(file);
      }
      static long long moved(int place) {
        if (numbers[place]) __sync_fetch_and_add((long long *)&numbers[3], 1);
        return numbers[place];
      }
      int clock_gettime(clockid_t clock, struct timespec *time) {
        static int (*real)(clockid_t, struct timespec *);
        if (!real) real = dlsym(RTLD_NEXT, "clock_gettime");
        int result = real(clock, time);
        if (result == 0 && clock == CLOCK_REALTIME) time->tv_sec += moved(0);
        if (result == 0 && (clock == CLOCK_MONOTONIC || clock == CLOCK_MONOTONIC_RAW)) time->tv_sec += moved(1);
        return result;
      }
      int gettimeofday(struct timeval *restrict time, void *restrict zone) {
        struct timespec now;
        clock_gettime(CLOCK_REALTIME, &now);
        if (time) { time->tv_sec = now.tv_sec; time->tv_usec = now.tv_nsec / 1000; }
        return 0;
      }
      int flock(int file, int operation) {
        static int (*real)(int, int);
        if (!real) real = dlsym(RTLD_NEXT, "flock");
        char link[64], name[4096];
        snprintf(link, sizeof link, "/proc/self/fd/%d", file);
        ssize_t count = readlink(link, name, sizeof name);
        if (numbers[2] && count > 6 && memcmp(name + count - 6, ".claim", 6) == 0) {
          moved(2);
          errno = ENOLCK;
          return -1;
        }
        return real(file, operation);
      }

      """
  }
#endif
