import Foundation
import KBDomain
import Testing
@testable import Supervisor

@Suite("kb init tells how tests are run")
struct ToolchainTests {
  static let node = #"{"name": "x", "scripts": {"test": "vitest run"}}"#

  @Test(
    "from the files at the top",
    arguments: [
      ([:], []), (["Package.swift": ""], [["swift", "test"]]), (["Cargo.toml": ""], [["cargo", "test"]]),
      (["go.mod": ""], [["go", "test", "./..."]]), (["pyproject.toml": ""], [["python3", "-m", "pytest"]]),
      (["pyproject.toml": "", "uv.lock": ""], [["uv", "run", "pytest"]]),
      (["pyproject.toml": "", "poetry.lock": ""], [["poetry", "run", "pytest"]]),
      (["package.json": node], [["npm", "test"]]),
      (["package.json": node, "package-lock.json": ""], [["npm", "test"]]),
      (["package.json": node, "pnpm-lock.yaml": ""], [["pnpm", "test"]]),
      (["package.json": node, "yarn.lock": ""], [["yarn", "test"]]),
      (["package.json": node, "bun.lock": ""], [["bun", "run", "test"]]),
      (
        ["package.json": #"{"packageManager": "pnpm@10.1.0", "scripts": {"test": "x"}}"#],
        [["pnpm", "test"]]
      ),
      (["package.json": #"{"packageManager": "evil; rm@1", "scripts": {"test": "x"}}"#], [["npm", "test"]]),
      (["package.json": #"{"scripts": {"test": "echo \"Error: no test specified\" && exit 1"}}"#], []),
      (["package.json": #"{"scripts": {"build": "x"}}"#], []), (["package.json": "not JSON"], []),
      (["Makefile": "all:\n\ttrue\ntest: all\n\ttrue\n"], [["make", "test"]]), (["Makefile": "all:\n"], []),
      (["Makefile": "test:\n", "Cargo.toml": ""], [["cargo", "test"]]),
      (["Package.swift": "", "package.json": node], [["swift", "test"], ["npm", "test"]]),
      (["gradlew": "", "build.gradle": ""], [["./gradlew", "test"]]), (["pom.xml": ""], [["mvn", "-q", "test"]]),
      (["Web.sln": ""], [["dotnet", "test"]]),
    ] as [([String: String], [[String]])])
  func detect(_ files: [String: String], _ commands: [[String]]) {
    #expect(Toolchain.testCommands(names: Set(files.keys)) { files[$0] } == commands)
  }

  @Test("and writes nothing but what differs from the defaults")
  func configuration() {
    #expect(InitFiles.configuration(.github, []) == "{}\n")
    #expect(
      InitFiles.configuration(.local, [["go", "test", "./..."], ["make", "a\"b"]]) == #"""
        {
          "forge": "local",
          "verify": {
            "commands": [
              ["go", "test", "./..."],
              ["make", "a\"b"]
            ]
          }
        }

        """#)
    #expect(InitFiles(forge: .github, testCommands: []).files.count == 1)
  }
}
