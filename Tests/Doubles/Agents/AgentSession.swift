import Foundation
import KBSystem
import KBText

/// One session of an agent double: the script, played with one program's voice.
struct AgentSession {
  var voice: any AgentVoice
  let ledger: AgentLedger
  let script: AgentScript
  let promptHash: String
  let signals: SignalPipe
  var ignoresTermination = false
  /// What a review answers in the end.
  var review = ScriptedReview()

  /// Records the session, plays the prompt's script, and ends the process.
  static func play(arguments: [String], prompt: String, voice makeVoice: (String) -> any AgentVoice) -> Never {
    guard let signals = try? SignalPipe([SIGTERM, SIGINT, SIGHUP]) else { exit(70) }
    signal(SIGPIPE, SIG_DFL)
    let id = UUID().uuidString.lowercased()
    let script = AgentScript(prompt: prompt)
    let voice = makeVoice(id)
    var ledger = AgentLedger(session: id)
    ledger.begin(agent: voice.name, arguments: arguments, prompt: prompt, issueKey: script.issueKey)
    var session = AgentSession(
      voice: voice, ledger: ledger, script: script, promptHash: String(SHA256.hex(of: prompt).prefix(8)),
      signals: signals)
    session.play()
  }

  private mutating func play() -> Never {
    let verbs: [ScriptVerb]
    do {
      verbs = try script.verbs()
    } catch {
      Output.error("error: no agent double can do `double: \(error.line)`")
      leave(64, "mistake")
    }
    voice.begin()
    if verbs.isEmpty { improvise() }
    for verb in verbs { perform(verb) }
    finish(.completed)
  }

  /// What is done without a script: a review only speaks, anything else leaves one new file.
  private mutating func improvise() {
    if answersBySchema { return }
    if script.isFinalReview {
      voice.message("Final review: the change does what the PRD asks for. No findings.")
    } else {
      perform(.write(path: "work-\(promptHash).txt", text: promptHash))
      voice.message("I wrote work-\(promptHash).txt.")
    }
  }

  /// Whether the last message is to be what `review` holds.
  var answersBySchema: Bool { script.isFinalReview && voice.schema != nil }

  mutating func finish(_ ending: AgentEnding) -> Never {
    if answersBySchema, case .completed = ending { leave(voice.answer(review.answer), "ended") }
    leave(voice.end(ending), "ended")
  }

  func leave(_ status: Int32, _ how: String) -> Never {
    ledger.end("\(how) \(status)")
    exit(status)
  }

  /// Waits for signals or for `descriptor` to have something to read, `seconds` at most.
  mutating func wait(_ seconds: Double, for descriptor: Int32 = -1, command: Int32? = nil) {
    var watched = [
      pollfd(fd: signals.reader, events: Int16(POLLIN), revents: 0),
      pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0),
    ]
    _ = poll(&watched, 2, Int32(seconds * 1000))
    for number in signals.drain() { receive(number, command: command) }
  }

  private mutating func receive(_ number: Int32, command: Int32?) {
    switch number {
    case SIGINT:
      if let command { kill(-command, SIGKILL) }
      leave(voice.interrupted(), "interrupted")
    case SIGTERM where ignoresTermination: break
    case SIGTERM, SIGHUP:
      switch voice.termination {
      case .exits:
        if let command { kill(-command, SIGKILL) }
        leave(128 + number, "terminated")
      case .bySignal: die(by: number)
      }
    default: break
    }
  }

  /// Ends by the signal itself, as a program without a handler does.
  func die(by number: Int32) -> Never {
    ledger.end("signal \(number)")
    var none = rlimit(rlim_cur: 0, rlim_max: 0)
    setrlimit(RLIMIT_CORE_RESOURCE, &none)
    signal(number, SIG_DFL)
    kill(getpid(), number)
    exit(128 + number)
  }
}

#if canImport(Glibc)
  private let RLIMIT_CORE_RESOURCE = __rlimit_resource_t(RLIMIT_CORE.rawValue)
#else
  private let RLIMIT_CORE_RESOURCE = RLIMIT_CORE
#endif
