import Foundation
import KBProtocol
import KBSystem
import TestSupport
import Testing
@testable import Supervisor

@Suite("Attack: a session says that its limit is reached, and keeps the only slot", .onOwnThread)
struct LentSlotTests {
  @Test("its PRD waits without the slot, and goes on only when the slot is free again")
  func lent() async throws {
    let limit =
      #"tell "{\"brake\":{\"brake\":{\"reason\":\"usage-limit\",\"agent\":\"codex\",\"until\":$(( $(date +%s) + 8 )),\"why\":\"x\"}}}""#
    let waits =
      #"tell "{\"waiting\":{\"brake\":{\"reason\":\"usage-limit\",\"agent\":\"codex\",\"until\":$(( $(date +%s) + 8 )),\"why\":\"x\"}}}""#
    var harness = FloorHarness(
      """
      \(FloorHarness.hello)
      if [ "$KB_PRD" = 1 ]; then
        \(limit)
        \(waits)
        while read -r order; do
          case $order in *'"slot"'*) touch "$DIR/lent"; break;; esac
        done
        # Orders that still name the slot come as often as the brakes change.
        while read -r order; do
          case $order in *'"slot"'*) ;; *'"brakes"'*) break;; esac
        done
        [ -e "$DIR/second-ended" ] && touch "$DIR/right-order"
        \(FloorHarness.delivered)
      else
        while [ ! -e "$DIR/lent" ]; do sleep 0.02; done
        # The first one's limit is over meanwhile.
        sleep 9
        touch "$DIR/second-ended"
        \(FloorHarness.delivered)
      fi
      """)
    harness.prds = [1, 2]
    let result = try await harness.run()
    #expect(result.exit == .success)
    #expect(result.outcomes.values.allSatisfy { $0.name == "delivered" })
    #expect(Files.exists(result.directory + "/right-order"))
  }
}
