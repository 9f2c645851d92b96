import KBDomain

/// Which PRD of a run: a number, and in a run of several repositories the repository it belongs to.
struct PRDName: Hashable, Sendable {
  var number: Int
  /// nil in a run of one repository, where the number says all.
  var repository: RepositoryIdentity?

  init(_ number: Int, of repository: RepositoryIdentity? = nil) {
    self.number = number
    self.repository = repository
  }

  /// As a command takes it: `12`, or `acme/webapp#12`.
  var argument: String { repository.map { "\($0.fullName)#\(number)" } ?? "\(number)" }

  /// What the name of a file can hold: `12`, or `12+acme+webapp`. No owner, name or host has a plus sign.
  var fileName: String {
    repository.map { "\(number)+" + $0.fullName.split(separator: "/").joined(separator: "+") } ?? "\(number)"
  }

  /// Reads `12`, `#12` or `[host/]owner/name#12`; nil for anything else.
  init?(_ text: String) {
    let parts = text.split(separator: "#", omittingEmptySubsequences: false)
    guard parts.count < 3, let digits = parts.last, !digits.isEmpty,
      digits.allSatisfy({ $0.isASCII && $0.isNumber }), let number = Int(digits), number > 0
    else { return nil }
    self.init(number)
    guard parts.count == 2, !parts[0].isEmpty else { return }
    guard let repository = RepositoryIdentity(fullName: String(parts[0])) else { return nil }
    self.repository = repository
  }
}

extension PRDName: CustomStringConvertible {
  /// As people read it: `#12`, or `acme/webapp#12`.
  var description: String { repository == nil ? "#\(number)" : argument }
}

extension PRDName: Comparable {
  /// By repository, then by number.
  static func < (left: PRDName, right: PRDName) -> Bool {
    let (one, other) = (left.repository?.key ?? [], right.repository?.key ?? [])
    return one == other ? left.number < right.number : one.lexicographicallyPrecedes(other)
  }
}

/// A number in a run of one repository, as it has always been; the text of `argument` in a run of several.
extension PRDName: Codable {
  init(from decoder: any Decoder) throws {
    let value = try decoder.singleValueContainer()
    if let number = try? value.decode(Int.self) {
      self.init(number)
    } else if let name = PRDName(try value.decode(String.self)) {
      self = name
    } else {
      throw DecodingError.dataCorruptedError(in: value, debugDescription: "no name of a PRD")
    }
  }

  func encode(to encoder: any Encoder) throws {
    var value = encoder.singleValueContainer()
    if repository == nil { try value.encode(number) } else { try value.encode(argument) }
  }
}
