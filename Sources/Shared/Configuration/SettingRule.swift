import KBFailures
import KBText

/// How one kind of setting is read from the configuration file, and how it is shown in the documentation.
struct SettingRule<Value>: Sendable {
  /// The type in the words of docs/configuration.md, such as `whole number, 1 to 64`.
  let type: String
  /// The value, checked. Throws what is wrong with it.
  let read: @Sendable (JSONTree, SettingPlace) throws(ExpectedFailure) -> Value
  /// The value as it would be written in the file; nil where there is no value.
  let show: @Sendable (Value) -> String?
}

/// Where a value was found, for messages, and the folder that paths are relative to.
struct SettingPlace: Sendable {
  let folder: ConfigurationFolder
  let key: String
  /// 1-based line in the file.
  let line: Int

  /// A value that is not as it must be; `problem` is a part of a sentence about the key.
  func bad(_ problem: String, fix: String) -> ExpectedFailure {
    .badConfigurationValue(folder.configurationName, line: line, key, problem, fix: fix)
  }

  func wrongType(_ wanted: String, _ found: JSONTree) -> ExpectedFailure {
    bad("must be \(wanted), not \(found.typeName)", fix: "correct the value, or remove the key for its default")
  }

  /// Throws where a check of `SettingCheck` found a problem.
  func demand(_ problem: String?) throws(ExpectedFailure) {
    if let problem { throw bad(problem, fix: "correct the value, or remove the key for its default") }
  }

  func at(_ index: Int, _ tree: JSONTree) -> SettingPlace {
    SettingPlace(folder: folder, key: "\(key)[\(index)]", line: tree.line)
  }

  func text(_ tree: JSONTree) throws(ExpectedFailure) -> String {
    guard case .string(let text) = tree.content else { throw wrongType("a text", tree) }
    return text
  }

  /// Every element of a list, read by `read`.
  func list<Element>(
    _ tree: JSONTree, of what: String,
    _ read: (SettingPlace, JSONTree) throws(ExpectedFailure) -> Element
  ) throws(ExpectedFailure) -> [Element] {
    guard case .array(let elements) = tree.content else { throw wrongType("a list of \(what)", tree) }
    var values: [Element] = []
    for (index, element) in elements.enumerated() { values.append(try read(at(index, element), element)) }
    return values
  }
}

extension SettingRule where Value == Int {
  static func wholeNumber(_ range: ClosedRange<Int>) -> Self {
    SettingRule(type: "whole number, \(range.lowerBound) to \(range.upperBound)") {
      tree, place throws(ExpectedFailure) in
      guard case .number(let text) = tree.content else { throw place.wrongType("a whole number", tree) }
      guard let number = Int(text), range.contains(number) else {
        throw place.bad(
          "must be a whole number from \(range.lowerBound) to \(range.upperBound), not \(text.prefix(30))",
          fix: "correct the value, or remove the key for its default")
      }
      return number
    } show: {
      String($0)
    }
  }

  /// Memory in MiB: `"4GiB"`, `"512MiB"`, `"8g"`, or a number of MiB.
  static var memory: Self {
    SettingRule(type: "text such as \"4GiB\" or \"512MiB\", or number of MiB") { tree, place throws(ExpectedFailure) in
      let fix = "write a text such as \"4GiB\", or a number of MiB"
      let written: String
      switch tree.content {
      case .number(let text): written = text + "MiB"
      case .string(let text): written = text
      case .null, .bool, .array, .object: throw place.wrongType("a text such as \"4GiB\", or a number of MiB", tree)
      }
      guard let size = MemorySize.mebibytes(written) else {
        throw place.bad("must be a size such as \"4GiB\", not \(SettingCheck.quoted(written))", fix: fix)
      }
      guard MemorySize.allowed.contains(size) else {
        throw place.bad("must be from 512 MiB to 1024 GiB, not \(SettingCheck.quoted(written))", fix: fix)
      }
      return size
    } show: {
      MemorySize.text($0)
    }
  }
}

extension SettingRule where Value == Int? {
  /// Tokens: `"5M"`, `"800k"`, or a number.
  static var tokens: Self {
    SettingRule(type: "text such as \"5M\" or \"800k\", or number") { tree, place throws(ExpectedFailure) in
      let written: String
      switch tree.content {
      case .number(let text), .string(let text): written = text
      case .null, .bool, .array, .object: throw place.wrongType("a text such as \"5M\", or a number", tree)
      }
      guard let amount = TokenAmount.read(written) else {
        throw place.bad(
          "must be \(TokenAmount.forms), not \(SettingCheck.quoted(written))",
          fix: "correct the value, or remove the key for no budget")
      }
      return amount
    } show: {
      $0.map(String.init)
    }
  }
}

extension SettingRule where Value == Double {
  /// A number in a range; 0 itself only where `allowsZero`.
  static func number(upTo most: Double, allowsZero: Bool, _ type: String) -> Self {
    SettingRule(type: type) { tree, place throws(ExpectedFailure) in
      guard case .number(let text) = tree.content else { throw place.wrongType("a number", tree) }
      guard let number = Double(text), number <= most, allowsZero ? number >= 0 : number > 0 else {
        throw place.bad(
          "must be \(allowsZero ? "at least" : "more than") 0 and at most \(most.plain), not \(text.prefix(30))",
          fix: "correct the value, or remove the key for its default")
      }
      return number
    } show: {
      $0.plain
    }
  }

  /// Minutes up to a week.
  static var minutes: Self { .number(upTo: 10_080, allowsZero: false, "minutes, more than 0") }
}
