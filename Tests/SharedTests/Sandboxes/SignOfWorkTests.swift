import Foundation
import TestSupport
import Testing
@testable import KBSandboxes

@Suite("Signs of work without /proc", .onOwnThread)
struct SignOfWorkTests {
  /// The script as it runs where there is no proc(5).
  private static let script = WorkspaceScripts.signOfWork.replacingOccurrences(of: "/proc/", with: "/no-proc/")

  @Test("are a child that computes, not one that sleeps, a program elsewhere, or the look itself")
  func children() throws {
    let place = try SandboxPlayground()
    let look = """
      mkdir "$1/$3"
      cd "$1/$3"
      sh -c "$4" >/dev/null 2>&1 & child=$!
      sh -c "$2" krutrimbox 1 none >/dev/null
      echo "$3 $?"
      kill $child
      """
    let both = """
      sh -c 'while :; do :; done' & elsewhere=$!
      sh -c "$3" sh "$1" "$2" idle 'sleep 300' & idle=$!
      sh -c "$3" sh "$1" "$2" busy 'while :; do :; done' & busy=$!
      wait $idle $busy
      kill $elsewhere
      """
    let lines = try place.sh(both, [place.root, Self.script, look]).split(separator: "\n")
    #expect(Set(lines) == ["idle 1", "busy 0"])
  }

  @Test("are times of any form")
  func times() throws {
    // A `ps` that prints what macOS and procps print, the second time with more; `$PPID` is the sh that runs this.
    let place = try SandboxPlayground()
    func status(_ first: String, _ second: String, state: String = "S") throws -> String {
      try place.sh("rm -rf bin idle; mkdir bin idle", in: place.root)
      try ProgramFile.write(
        """
        #!/bin/sh
        [ -e "\(place.root)/looked" ] && time=\(second) || time=\(first)
        touch "\(place.root)/looked"
        echo "$PPID $TOP S 0:00.00"
        echo "  $TOP     1 Ss   0:00.00"
        echo "99999 $TOP \(state)+  $time"
        """, to: place.root + "/bin/ps")
      let run = """
        rm -f looked
        cd idle
        TOP=$$ PATH="$1/bin:$PATH" sh -c "$2" krutrimbox 1 none >/dev/null && echo work || echo none
        """
      let script = Self.script.replacingOccurrences(of: "sleep \"$seconds\"", with: ":")
      return try place.sh(run, [place.root, script], in: place.root)
    }
    #expect(try status("0:01.00", "0:01.20") == "none")
    #expect(try status("0:01.00", "0:01.40") == "work")
    #expect(try status("59:59.90", "60:00.50") == "work")
    #expect(try status("00:59:59", "01:00:01") == "work")
    #expect(try status("1-23:59:59", "2-00:00:01") == "work")
    #expect(try status("1-00:00:00", "1-00:00:00") == "none")
    #expect(try status("0:01.00", "0:01.00", state: "U") == "work")
  }
}
