#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif
import KBDomain
import Testing
@testable import Supervisor

/// Tests write a number for a PRD of a run that has one repository.
extension PRDName: ExpressibleByIntegerLiteral {
  init(integerLiteral number: Int) { self.init(number) }
}

@Suite("The name of a PRD")
struct PRDNameTests {
  static let webapp = RepositoryIdentity(host: "github.com", owner: "acme", name: "webapp")
  static let elsewhere = RepositoryIdentity(host: "ghe.example.com", owner: "acme", name: "webapp")

  @Test(
    "is written and read alike",
    arguments: [
      (PRDName(12), "12", "#12", "12"),
      (PRDName(12, of: webapp), "acme/webapp#12", "acme/webapp#12", "12+acme+webapp"),
      (
        PRDName(12, of: elsewhere), "ghe.example.com/acme/webapp#12", "ghe.example.com/acme/webapp#12",
        "12+ghe.example.com+acme+webapp"
      ),
    ])
  func writtenRead(_ name: PRDName, _ argument: String, _ text: String, _ file: String) {
    #expect(name.argument == argument && name.description == text && name.fileName == file)
    #expect(PRDName(argument) == name && PRDName(text) == name)
  }

  @Test(
    "takes nothing else",
    arguments: [
      "", "#", "0", "-1", "1.5", "٣", "acme/webapp", "acme#1", "#1#2", "acme/webapp#", "a/b/c/d#1", "acme/..#1",
      "gitlab.com/a/b#1",
    ])
  func takesNothing(_ text: String) { #expect(PRDName(text) == nil) }

  @Test("is a number in events of one repository")
  func numberEvents() throws {
    #expect(try JSONEncoder().encode([PRDName(12)]) == Data("[12]".utf8))
    let several = [PRDName(12, of: Self.webapp), PRDName(12, of: Self.elsewhere)]
    #expect(try JSONDecoder().decode([PRDName].self, from: JSONEncoder().encode(several)) == several)
    #expect(throws: DecodingError.self) { try JSONDecoder().decode([PRDName].self, from: Data("[\"x\"]".utf8)) }
  }

  @Test("is sorted by repository then number")
  func sortedRepository() {
    let api = RepositoryIdentity(host: "github.com", owner: "acme", name: "API")
    let names = [PRDName(3, of: Self.webapp), PRDName(20, of: api), PRDName(3, of: api), PRDName(2, of: Self.webapp)]
    #expect(names.sorted().map(\.argument) == ["acme/API#3", "acme/API#20", "acme/webapp#2", "acme/webapp#3"])
  }
}
