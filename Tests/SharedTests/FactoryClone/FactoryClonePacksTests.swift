import Foundation
import TestSupport
import Testing
@testable import KBRepository

@Suite("The packs of a Factory Clone")
struct FactoryClonePacksTests {
  @Test("are joined where there are many, and a sandbox that borrows from them misses none of their objects")
  func joined() throws {
    let place = try SandboxPlayground()
    try place.sh(
      """
      i=0
      while [ $i -lt 50 ]; do
        i=$((i + 1))
        echo "$i" | git hash-object -w --stdin | tee -a ../blobs | git pack-objects -q .git/objects/pack/pack
      done
      git init -q ../borrower
      echo "$PWD/.git/objects" >../borrower/.git/objects/info/alternates
      git prune-packed
      """)
    let before = FactoryClonePacks.count(in: place.host)
    try #require(before >= 50)
    var told: [String] = []
    func join() throws { try FactoryClonePacks.join(place.host, effects: place.runner) { told.append($0) } }
    if before == 50 {
      try join()
      #expect(told == [] && FactoryClonePacks.count(in: place.host) == 50)
    }
    try place.sh(
      "echo last | git hash-object -w --stdin | tee -a ../blobs | git pack-objects -q .git/objects/pack/pack")
    try join()
    #expect(told.count == 1 && FactoryClonePacks.count(in: place.host) < 10)
    // No ref has them.
    let missing = try place.sh("git -C ../borrower cat-file --batch-check <../blobs | grep -c missing || true")
    #expect(missing == "0")
  }
}
