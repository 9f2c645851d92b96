import Foundation
import KBConfiguration
import KBDomain
import KBFailures
import Testing
@testable import Supervisor

@Suite("The argument reader")
struct ArgumentReaderTests {
  private let reader = ArgumentReader(command: "run", flags: RunRequest.flags, positional: nil)

  @Test("reads a flag's value after a space and after an equals sign")
  func values() throws {
    #expect(try reader.read(["--base-branch", "next"]).value("base-branch") == "next")
    #expect(try reader.read(["--base-branch=a=b"]).value("base-branch") == "a=b")
    #expect(try reader.read([]).value("base-branch") == nil)
  }

  @Test("collects a repeatable flag in order, with or without a number sign")
  func repeats() throws {
    #expect(try reader.read(["--prd", "3", "--prd=#1"]).names("prd") == [3, 1])
  }

  @Test("takes everything after -- for words")
  func afterDashes() throws {
    let reader = ArgumentReader(command: "help", flags: [], positional: "[COMMAND]")
    #expect(try reader.read(["--", "--run", "-h"]).words == ["--run", "-h"])
  }

  @Test(
    "reads a flag whose value may be missing",
    arguments: [
      (["--smoke"], "", false), (["--smoke", "--json"], "", true), (["--smoke", "agent", "--json"], "agent", true),
      (["--json", "--smoke=agent"], "agent", true),
    ])
  func optional(words: [String], value: String, isJSON: Bool) throws {
    let reader = ArgumentReader(command: "doctor", flags: DoctorCommand().flags, positional: nil)
    let read = try reader.read(words)
    #expect(read.value("smoke") == value && read.has("json") == isJSON)
    #expect(throws: ExpectedFailure.self) { try reader.read(["--smoke", "claude"]) }
  }

  @Test("knows -h and --help for every command", arguments: ["-h", "--help"])
  func help(word: String) throws {
    #expect(try reader.read([word]).has("help"))
  }

  @Test(
    "refuses what it does not understand",
    arguments: [
      (["--nothing-like-it"], "KB-U002"), (["-x"], "KB-U002"), (["12"], "KB-U003"), (["--parallel"], "KB-U003"),
      (["--parallel", "--json"], "KB-U003"), (["--parallel="], "KB-U003"), (["--json=yes"], "KB-U003"),
      (["--agent", "gpt"], "KB-U003"), (["--parallel", "1", "--parallel", "2"], "KB-U003"),
    ])
  func refuses(words: [String], code: String) throws {
    let failure = try #require(throws: ExpectedFailure.self) { try reader.read(words) }
    #expect(failure.code.rawValue == code)
  }

  @Test("suggests the flag that was probably meant")
  func suggests() throws {
    let failure = try #require(throws: ExpectedFailure.self) { try reader.read(["--paralel", "2"]) }
    #expect(failure.fix == "did you mean: --parallel")
  }

  @Test(
    "suggests --prd for numbers where a command takes them so",
    arguments: [
      (["5"], "did you mean: kb run --prd 5"), (["#5", "6", "--json", "7"], "did you mean: kb run --prd 5 --prd 6"),
      (["all"], "kb help run shows how it is used"),
    ])
  func suggestsPRD(words: [String], fix: String) throws {
    let failure = try #require(throws: ExpectedFailure.self) { try reader.read(words) }
    #expect(failure.fix == fix)
    let other = ArgumentReader(command: "doctor", flags: DoctorCommand().flags, positional: nil)
    let plain = try #require(throws: ExpectedFailure.self) { try other.read(words) }
    #expect(plain.fix == "kb help doctor shows how it is used")
  }

  @Test("takes only whole numbers from 1", arguments: ["0", "-1", "1.5", "x", "", "99999999999999999999", "٣"])
  func numbers(text: String) throws {
    #expect(throws: ExpectedFailure.self) { try reader.read(["--parallel=\(text)"]).number("parallel") }
  }

  @Test("never lets a control character of an argument reach the terminal")
  func safe() throws {
    let failure = try #require(throws: ExpectedFailure.self) { try reader.read(["--\u{1b}[31m"]) }
    #expect(!failure.what.contains("\u{1b}"))
  }

  @Test("makes a request out of all of kb run's flags")
  func request() throws {
    let request = try RunRequest(
      try reader.read([
        "--prd", "5", "--prd", "2", "--prd", "5", "--parallel", "3", "--agent", "claude", "--forge", "local",
        "--sandbox", "local", "--base-branch", "b", "--model", "m", "--effort", "high", "--author", "bob", "--author",
        "eve", "--deadline", "7h30m", "--token-budget", "5M", "--dry-run", "--json",
      ]), at: Date(timeIntervalSince1970: 1000))
    #expect(request.prds == [2, 5])
    #expect(request.flags.parallel == 3)
    #expect(request.flags.agent == .claude)
    #expect(request.flags.forge == .local)
    #expect(request.flags.sandbox == .local)
    #expect(request.flags.authors == ["bob", "eve"])
    #expect(request.deadline == Date(timeIntervalSince1970: 28_000))
    #expect(request.flags.tokenBudget == 5_000_000)
    #expect(request.isDryRun && request.isJSON)
  }

  @Test("refuses a deadline that is neither a time of day nor a span, and says what one looks like")
  func wrongDeadline() throws {
    let failure = try #require(throws: ExpectedFailure.self) {
      try RunRequest(try reader.read(["--deadline", "noon"]))
    }
    #expect(failure.code == .badArgument)
    #expect(failure.what.contains("07:00") && failure.what.contains("`noon`"))
  }

  @Test("refuses a token budget that is no amount, and says what one looks like", arguments: ["all", "0", "-1", "5 M"])
  func wrongBudget(text: String) throws {
    let failure = try #require(throws: ExpectedFailure.self) {
      try RunRequest(try reader.read(["--token-budget=\(text)"]))
    }
    #expect(failure.code == .badArgument)
    #expect(failure.what.contains("5M") && failure.what.contains("`\(text)`"))
  }
}
