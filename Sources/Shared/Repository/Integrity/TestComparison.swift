/// A file of tests on both sides of a difference. Content is nil where the file is absent or was not read.
struct ChangedTestFile {
  let path: String
  let language: TestLanguage?
  let old: [UInt8]?
  let new: [UInt8]?
  /// Whether the file was there before, or is there now.
  let wasThere: Bool
  let isThere: Bool
}

/// Compares the tests of all changed files at once, so that one that was moved or renamed is not taken for removed. Pure.
struct TestComparison {
  private struct Found {
    let file: Int
    let test: TestCase
  }

  private let files: [ChangedTestFile]
  private let old: [TestFile]
  private let new: [TestFile]
  private(set) var changes: [TestChange] = []

  init(_ files: [ChangedTestFile]) {
    self.files = files
    let readers = Dictionary(uniqueKeysWithValues: TestLanguage.allCases.map { ($0, TestFileReader($0)) })
    func read(_ bytes: [UInt8]?, _ language: TestLanguage?) -> TestFile {
      guard let bytes, let language, let reader = readers[language] else { return TestFile() }
      return reader.read(bytes)
    }
    old = files.map { read($0.old, $0.language) }
    new = files.map { read($0.new, $0.language) }
    compareTests()
    for index in files.indices {
      let path = files[index].path
      changes += Self.added(old[index].skips, new[index].skips).map {
        .suiteSkipped(path: path, line: $0.number, by: $0.text)
      }
      changes += Self.added(old[index].focus, new[index].focus).map {
        .focused(path: path, line: $0.number, by: $0.text)
      }
    }
  }

  private mutating func compareTests() {
    var gone: [Found] = []
    var arrived: [Found] = []
    var pairs: [(old: Found, new: Found)] = []
    for index in files.indices {
      let before = old[index].tests.map { Found(file: index, test: $0) }
      let now = new[index].tests.map { Found(file: index, test: $0) }
      pairs += Self.pair(before, now, &gone, &arrived) { $0.test.key }
    }
    // Moved to another file, then renamed.
    for key in [\.key, \.assertionKey] as [KeyPath<TestCase, String>] {
      let (before, now) = (gone, arrived)
      (gone, arrived) = ([], [])
      pairs += Self.pair(before, now, &gone, &arrived) { found in
        let key = found.test[keyPath: key]
        return key.isEmpty ? nil : "\(files[found.file].language.map { "\($0)" } ?? "") \(key)"
      }
    }
    tellRemoved(gone)
    for (before, now) in pairs { compare(before.test, now.test, files[now.file].path) }
    for found in arrived {
      guard let by = found.test.skip else { continue }
      changes.append(
        .newSkipped(test: found.test.name, path: files[found.file].path, line: found.test.line, by: by))
    }
  }

  private mutating func tellRemoved(_ gone: [Found]) {
    let byFile = Dictionary(grouping: gone, by: \.file)
    for index in files.indices {
      let lost = byFile[index] ?? []
      let path = files[index].path
      if files[index].wasThere, !files[index].isThere {
        // One whose tests went elsewhere is moved. What krutrimbox can't read may hold tests.
        let isUnread = files[index].old == nil || files[index].language == nil
        if isUnread || !lost.isEmpty { changes.append(.fileRemoved(path: path, tests: lost.count)) }
        continue
      }
      for found in lost {
        let isCommentedOut = new[index].commentedOut.contains(found.test.key)
        changes.append(
          isCommentedOut
            ? .commentedOut(test: found.test.name, path: path) : .removed(test: found.test.name, path: path))
      }
    }
  }

  private mutating func compare(_ before: TestCase, _ now: TestCase, _ path: String) {
    if before.skip == nil, let by = now.skip {
      changes.append(.skipped(test: now.name, path: path, line: now.line, by: by))
    }
    let lost = Self.rest(before.assertions, without: now.assertions)
    let got = Self.rest(now.assertions, without: before.assertions)
    if !lost.isEmpty, got.isEmpty {
      changes.append(
        .fewerAssertions(
          test: now.name, path: path, line: now.line, before: before.assertions.count, now: now.assertions.count))
    }
  }

  /// Pairs each with the first of its key that is still free. Those without a partner or a key are added to the lists.
  private static func pair(
    _ old: [Found], _ new: [Found], _ gone: inout [Found], _ arrived: inout [Found], by key: (Found) -> String?
  ) -> [(old: Found, new: Found)] {
    var free: [String: ArraySlice<Int>] = [:]
    for (index, found) in new.enumerated() {
      if let key = key(found) { free[key, default: []].append(index) }
    }
    var taken: Set<Int> = []
    var pairs: [(old: Found, new: Found)] = []
    for found in old {
      if let key = key(found), let index = free[key]?.popFirst() {
        taken.insert(index)
        pairs.append((found, new[index]))
      } else {
        gone.append(found)
      }
    }
    arrived += new.indices.filter { !taken.contains($0) }.map { new[$0] }
    return pairs
  }

  /// What is left of a list, each element counted.
  private static func rest(_ list: [String], without other: [String]) -> [String] {
    var counts = Dictionary(other.map { ($0, 1) }, uniquingKeysWith: +)
    return list.filter { element in
      guard let count = counts[element], count > 0 else { return true }
      counts[element] = count - 1
      return false
    }
  }

  private static func added(_ old: [MarkedLine], _ new: [MarkedLine]) -> [MarkedLine] {
    var counts = Dictionary(old.map { ($0.text, 1) }, uniquingKeysWith: +)
    return new.filter { line in
      guard let count = counts[line.text], count > 0 else { return true }
      counts[line.text] = count - 1
      return false
    }
  }
}
