#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif
import KBConfiguration
import KBDomain
import KBFailures
import KBSandboxes
import KBState
import KBSystem
import KBText

/// Whether this machine can carry what the settings ask for. Pure.
struct MachineJudge {
  let settings: RunSettings

  /// GiB that one sandbox may fill in a night.
  static let diskPerSandbox = 4.0

  /// `free` in GiB; nil where the system does not tell.
  func disk(free: Double?, at path: String) -> [Finding] {
    guard let free else { return [] }
    let least = settings.limits.freeDiskGiB
    let usual = least + Double(settings.parallel) * Self.diskPerSandbox
    let wanted = max(usual, settings.sandbox.needs?.leastDisk ?? 0)
    if free < least { return [Finding(.disk, .diskLow(path: path, free: free, wanted: least))] }
    if free < wanted {
      let failure = ExpectedFailure.diskLow(path: path, free: free, wanted: wanted)
      var finding = Finding(.disk, failure, grade: .warning)
      // A lower limit would not make room.
      finding.fix = "make room: kb clean"
      return [finding]
    }
    return [.ok(.disk, "\(Int(free)) GiB of disk are free")]
  }

  /// Sandboxes may have three quarters of the memory at most, which is what Docker Sandboxes give one, and the machine needs
  /// the rest. Nothing where they have no size.
  func size(_ machine: MachineSize?) -> [Finding] {
    guard let machine, let needs = settings.sandbox.needs else { return [] }
    return [memory(needs, machine), processors(needs, machine)]
  }

  private func memory(_ needs: SandboxNeeds, _ machine: MachineSize) -> Finding {
    do { try MemoryFit.require(settings, machine) } catch { return Finding(.memory, error) }
    let (count, one) = (settings.parallel, needs.memory)
    if count * one > MemoryFit.most(of: machine) {
      return Finding(
        .memory, .machineTooSmall(sandboxes: count, memory: one, of: machine.memory), grade: .warning)
    }
    let (each, all) = ((Double(one) / 1024).tenths, (Double(machine.memory) / 1024).tenths)
    return .ok(.memory, "\(CountText.of(count, "sandbox", "sandboxes")) x \(each) GiB fit in \(all) GiB")
  }

  private func processors(_ needs: SandboxNeeds, _ machine: MachineSize) -> Finding {
    let wanted = settings.parallel * needs.cpus
    let text =
      "\(CountText.of(settings.parallel, "sandbox", "sandboxes")) x \(CountText.of(needs.cpus, "processor"))"
    if wanted > 2 * machine.cpus {
      return .warning(
        .processors, "\(text) share \(machine.cpus): they will be slow", fix: "lower --parallel, or sandbox.cpus")
    }
    return .ok(.processors, "\(text) on \(machine.cpus)")
  }

  /// The usage limits that hold back a run now, and their files that can't be read.
  func usageLimits(_ words: UsageLimitWords, at now: Date) -> [Finding] {
    let fix = "wait, or if it ends sooner, such as with more credit: kb brake off"
    return words.lines(seenFrom: now).map { .warning(.usageLimit, $0, fix: fix) }
      + [words.damageNotice].compactMap { $0 }.map { .warning(.usageLimit, $0, fix: "remove the file") }
  }

  /// Whether agent and model go together. What a model is called is up to its maker: this only warns.
  func agent() -> Finding {
    let agent = settings.agent
    guard let model = settings.model else {
      return .ok(.agent, "agent \(agent.rawValue), which chooses its model")
    }
    let beginnings: [(AgentName, [String])] = [
      (.codex, ["gpt-", "codex-", "o1", "o3", "o4"]), (.claude, ["claude-", "opus", "sonnet", "haiku"]),
    ]
    let other = beginnings.first { $0.0 != agent && $0.1.contains(where: model.lowercased().hasPrefix) }?.0
    guard let other else { return .ok(.agent, "agent \(agent.rawValue), model \(model)") }
    return .warning(
      .agent, "the model \(model) looks like one of \(other.rawValue), but the agent is \(agent.rawValue)",
      fix: "kb run --agent \(other.rawValue), or correct `model` in .krutrimbox/config.json")
  }
}
