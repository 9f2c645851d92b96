/// Names of files and folders, made of what GitHub or a file calls things.
package enum SafeName {
  /// A name that can't leave its directory, whatever GitHub or a file calls things.
  package static func of(_ name: String) -> String {
    let safe = name.map { $0.isASCII && ($0.isLetter || $0.isNumber || "._-".contains($0)) ? String($0) : "_" }.joined()
    let isPlain = safe == name && !name.isEmpty && name.first != "."
    return isPlain ? name : "_" + safe.prefix(60) + "-" + SHA256.hex(of: name).prefix(8)
  }
}
