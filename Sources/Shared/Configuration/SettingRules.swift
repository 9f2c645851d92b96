import KBFailures
import KBText

extension SettingRule where Value: RawRepresentable & CaseIterable & Sendable, Value.RawValue == String {
  /// One of an enum's names.
  static var choice: Self {
    let names = Value.allCases.map(\.rawValue)
    return SettingRule(type: names.map { "\"\($0)\"" }.joined(separator: " or ")) {
      tree, place throws(ExpectedFailure) in
      let text = try place.text(tree)
      guard let value = Value(rawValue: text) else {
        let nearest = NearestName.of(text, among: names)
        throw place.bad(
          "must be \(names.joined(separator: " or ")), not \(SettingCheck.quoted(text))",
          fix: nearest.map { "write \"\($0)\"" } ?? "correct the value, or remove the key for its default")
      }
      return value
    } show: {
      "\"\($0.rawValue)\""
    }
  }
}

extension SettingRule where Value == String? {
  /// A text that passes a check of `SettingCheck`.
  static func text(_ type: String, _ check: @escaping @Sendable (String) -> String?) -> Self {
    SettingRule(type: type) { tree, place throws(ExpectedFailure) in
      let text = try place.text(tree)
      try place.demand(check(text))
      return text
    } show: {
      $0.map { "\"\($0)\"" }
    }
  }

  /// A text file inside `.krutrimbox/`; the value is what the file holds. `check` finds the problem in it.
  static func file(_ check: @escaping @Sendable (String) -> String? = { _ in nil }) -> Self {
    SettingRule(type: "path inside `.krutrimbox/`") { tree, place throws(ExpectedFailure) in
      let path = try place.text(tree)
      let text = try place.folder.read(path, for: place)
      if let problem = check(text) {
        throw place.bad("names \(path), which \(problem)", fix: "correct \(place.folder.shown)/\(path)")
      }
      return text
    } show: { _ in
      nil
    }
  }
}

extension SettingRule where Value == String? {
  /// A folder of this machine, absolute.
  static var folder: Self {
    .text("absolute path") { path in
      let isPlain = path.hasPrefix("/") && !path.unicodeScalars.contains { $0.value < 0x20 || $0.value == 0x7F }
      return isPlain ? nil : "must be an absolute path, not \(SettingCheck.quoted(path))"
    }
  }
}

extension SettingRule where Value == Double? {
  /// Minutes up to a week, or no value.
  static var minutesOrNone: Self { orNone(.minutes) }

  /// MiB up to a TiB, or no value.
  static var mebibytesOrNone: Self {
    orNone(.number(upTo: 1_048_576, allowsZero: false, "number of MiB, more than 0"))
  }
}

extension SettingRule {
  /// What the rule reads, or no value.
  static func orNone<Wrapped>(_ rule: SettingRule<Wrapped>) -> Self where Value == Wrapped? {
    SettingRule(type: rule.type) { tree, place throws(ExpectedFailure) in
      try rule.read(tree, place)
    } show: {
      $0.flatMap(rule.show)
    }
  }
}

extension SettingRule where Value == [String]? {
  /// Globs of paths in the repository, or no value.
  static var globsOrNone: Self {
    let globs = SettingRule<[String]>.globs
    return SettingRule(type: globs.type) { tree, place throws(ExpectedFailure) in
      try globs.read(tree, place)
    } show: {
      $0.flatMap(globs.show)
    }
  }
}

extension SettingRule where Value == Bool? {
  /// `true`, `false`, or no value.
  static var switchOrNone: Self {
    SettingRule(type: "true or false") { tree, place throws(ExpectedFailure) in
      guard case .bool(let value) = tree.content else { throw place.wrongType("true or false", tree) }
      return value
    } show: {
      $0.map { "\($0)" }
    }
  }
}

extension SettingRule where Value == [String] {
  /// Logins, each once.
  static var logins: Self {
    SettingRule(type: "list of logins") { tree, place throws(ExpectedFailure) in
      let logins = try place.list(tree, of: "logins") { place, element throws(ExpectedFailure) in
        let login = try place.text(element)
        try place.demand(SettingCheck.login(login))
        return login
      }
      return logins.reduce(into: []) { seen, login in
        if !seen.contains(where: { $0.lowercased() == login.lowercased() }) { seen.append(login) }
      }
    } show: {
      $0.isEmpty ? nil : "\($0)"
    }
  }

  /// Globs of paths in the repository.
  static var globs: Self {
    SettingRule(type: "list of globs") { tree, place throws(ExpectedFailure) in
      try place.list(tree, of: "globs") { place, element throws(ExpectedFailure) in
        let glob = try place.text(element)
        try place.demand(SettingCheck.glob(glob))
        return glob
      }
    } show: {
      $0.isEmpty ? nil : "\($0)"
    }
  }

  /// Files and folders of this machine.
  static var absolutePaths: Self {
    SettingRule(type: "list of absolute paths") { tree, place throws(ExpectedFailure) in
      try place.list(tree, of: "absolute paths") { place, element throws(ExpectedFailure) in
        let path = try place.text(element)
        if !path.hasPrefix("/") || path.contains("\0") {
          try place.demand("must be an absolute path, not \(SettingCheck.quoted(path))")
        }
        return path
      }
    } show: {
      $0.isEmpty ? nil : "\($0)"
    }
  }

  /// Repositories of a forge, each once.
  static var repositories: Self {
    SettingRule(type: "list of repositories, such as \"acme/webapp\"") { tree, place throws(ExpectedFailure) in
      let names = try place.list(tree, of: "repositories") { place, element throws(ExpectedFailure) in
        let name = try place.text(element)
        try place.demand(SettingCheck.repository(name))
        return name
      }
      return names.reduce(into: []) { seen, name in
        if !seen.contains(where: { $0.lowercased() == name.lowercased() }) { seen.append(name) }
      }
    } show: {
      $0.isEmpty ? nil : "\($0)"
    }
  }

  /// A program and its arguments.
  static var argv: Self {
    SettingRule(type: "program and arguments") { tree, place throws(ExpectedFailure) in
      try place.argv(tree)
    } show: {
      $0.isEmpty ? nil : "\($0)"
    }
  }
}

extension SettingRule where Value == [[String]] {
  /// Several programs, each with its arguments.
  static var argvs: Self {
    SettingRule(type: "list of programs and arguments") { tree, place throws(ExpectedFailure) in
      try place.list(tree, of: "lists such as [\"npm\", \"test\"]") { place, element throws(ExpectedFailure) in
        try place.argv(element)
      }
    } show: {
      $0.isEmpty ? nil : "\($0)"
    }
  }
}

extension SettingPlace {
  /// A program and its arguments: never a line for a shell.
  fileprivate func argv(_ tree: JSONTree) throws(ExpectedFailure) -> [String] {
    if case .string(let text) = tree.content {
      throw bad(
        "must be a list, not the text \(SettingCheck.quoted(text)): no shell reads it",
        fix: "write each word by itself: " + Self.words(text))
    }
    let words = try list(tree, of: "texts") { place, element throws(ExpectedFailure) in
      let word = try place.text(element)
      if word.isEmpty || word.contains("\0") { try place.demand("must be a text that is not empty") }
      return word
    }
    if words.isEmpty { try demand("must name a program, such as [\"npm\", \"test\"]") }
    return words
  }

  private static func words(_ text: String) -> String {
    let words = text.split(separator: " ").map { SettingCheck.quoted(String($0)) }
    return words.isEmpty ? "[\"npm\", \"test\"]" : "[\(words.joined(separator: ", "))]"
  }
}
