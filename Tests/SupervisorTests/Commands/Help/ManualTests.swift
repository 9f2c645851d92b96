import Foundation
import KBConfiguration
import TestSupport
import Testing
@testable import Supervisor

@Suite("What is printed about kb itself")
struct ManualTests {
  @Test("kb help config has every key with its type, default and meaning, within 100 columns")
  func configuration() {
    let text = ConfigurationHelp.text
    let words = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    for key in ConfigurationKey.all {
      #expect(text.contains("\n  \(key.path)\n"))
      #expect(words.contains(key.meaning) && words.contains("\(key.type). Default: \(key.defaultText)."), "\(key.path)")
    }
    for line in text.split(separator: "\n") { #expect(line.count <= 100, "\(line)") }
  }

  @Test("the manual page has every command, flag, key and exit status, and no line by mistake a request")
  func page() {
    let text = ManualPage.text(of: CommandTable.all)
    for command in CommandTable.all {
      #expect(text.contains(".SS kb \(ManualPage.escaped(command.name))"))
      for flag in command.flags { #expect(text.contains(".B \(ManualPage.escaped(flag.text))"), "\(flag.text)") }
    }
    for key in ConfigurationKey.all { #expect(text.contains(".B \(ManualPage.escaped(key.path))")) }
    let requests = Set(
      text.split(separator: "\n").filter { $0.hasPrefix(".") || $0.hasPrefix("'") }.compactMap {
        $0.split(separator: " ").first
      })
    #expect(
      requests.isSubset(of: [".TH", ".SH", ".SS", ".TP", ".B", ".PP", ".RS", ".RE", ".nf", ".fi"]), "\(requests)")
    #expect(ManualPage.escaped(".krutrimbox -a\\b") == "\\&.krutrimbox \\-a\\eb")
  }

  @Test(
    "groff finds nothing wrong with it",
    .enabled(if: ShortCommand.find("groff", ProcessInfo.processInfo.environment) != nil))
  func groff() async {
    let result = await onOwnThread {
      ShortCommand(
        ["groff", "-man", "-ww", "-Tascii"], environment: ProcessInfo.processInfo.environment, directory: "/",
        input: Array(ManualPage.text(of: CommandTable.all).utf8)
      ).run()
    }
    #expect(result.status == 0 && result.errorText.isEmpty, "\(result.errorText)")
    #expect(result.text.contains("krutrimbox"))
  }
}
