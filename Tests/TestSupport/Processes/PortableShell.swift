/// Words for test scripts that must run on Linux and macOS.
package enum PortableShell {
  /// Runs what follows in a session of its own, as the same process, like util-linux's `setsid` in the background. macOS
  /// has no such program; perl is on both.
  package static let newSession = #"perl -MPOSIX -e 'POSIX::setsid(); exec @ARGV; exit 127'"#
}
