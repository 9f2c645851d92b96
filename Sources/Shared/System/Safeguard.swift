/// What a fault test may leave out, to show that it matters: `KB_SAFEGUARD_OFF=fence,reread`. Of no use elsewhere.
package enum Safeguard: String, CaseIterable, Sendable {
  /// Stopping what an unclean run left at work.
  case fence
  /// Looking whether the claim's file is still the one that is locked.
  case inode
  /// Looking under the lock whether the PRD may still be worked on.
  case reread
  /// Putting each line of the journal onto the disk before going on.
  case sync
  /// Keeping room for the journal.
  case reserve
}
