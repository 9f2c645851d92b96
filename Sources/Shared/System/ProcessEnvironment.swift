#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The environment of this process. Read once, in the entry point.
package enum ProcessEnvironment {
  package static var current: [String: String] {
    var values: [String: String] = [:]
    var entry = environ
    while let text = entry.pointee {
      let line = String(cString: text)
      if let equals = line.firstIndex(of: "=") {
        values[String(line[..<equals])] = String(line[line.index(after: equals)...])
      }
      entry += 1
    }
    return values
  }
}
