/// A path as the most forgiving file system takes it: two paths that are one there, on a Mac or on Windows, are equal.
///
/// Sources: git's utf8.c (`next_hfs_char`: code points that HFS+ leaves out), path.c (`is_ntfs_dotgit`: periods and blanks
/// at the end, `:` and a stream's name after it), read-cache.c (`verify_path_internal`: `\` is a slash on Windows); Apple,
/// "Apple File System Reference" (names compare without case and normalization).
package struct FoldedPath: Equatable {
  /// Without case, normalization and what is left out; parts joined by `/`.
  let text: Text

  /// Bytes where it is ASCII, since most are, else characters, which Swift compares by canonical equivalence.
  enum Text: Equatable {
    case ascii([UInt8])
    case characters([Character])
  }

  package init(_ path: some Collection<UInt8>) {
    if path.allSatisfy({ $0 < 0x80 }) {
      text = .ascii(Self.parts(of: path.map(Self.lowercased)))
    } else {
      let scalars = String(decoding: path, as: UTF8.self).unicodeScalars.filter {
        !$0.properties.isDefaultIgnorableCodePoint && !Self.leftOut.contains($0.value)
      }
      // Upper case first: `ſ` is an `s` and `K` (kelvin) a `k` without case.
      let folded = String(String.UnicodeScalarView(scalars)).uppercased().lowercased()
      let bytes = Self.parts(of: Array(folded.utf8))
      text =
        bytes.allSatisfy { $0 < 0x80 }
        ? .ascii(bytes) : .characters(Array(String(decoding: bytes, as: UTF8.self)))
    }
  }

  init(_ path: String) { self.init(Array(path.utf8)) }

  /// What HFS+ leaves out and Unicode does not call ignorable.
  private static let leftOut: Set<UInt32> = [0x200C, 0x200D, 0x200E, 0x200F, 0xFEFF]

  var characters: [Character] {
    switch text {
    case .ascii(let bytes): Array(String(decoding: bytes, as: UTF8.self))
    case .characters(let characters): characters
    }
  }

  /// Its parts, as bytes.
  package var parts: [ArraySlice<UInt8>] {
    let bytes =
      switch text {
      case .ascii(let bytes): bytes
      case .characters(let characters): Array(String(characters).utf8)
      }
    return bytes.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
  }

  private static func lowercased(_ byte: UInt8) -> UInt8 {
    UInt8(ascii: "A")...UInt8(ascii: "Z") ~= byte ? byte | 0x20 : byte
  }

  private static func parts(of bytes: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count)
    for (index, part) in bytes.split(
      omittingEmptySubsequences: false, whereSeparator: { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "\\") }
    ).enumerated() {
      if index > 0 { result.append(UInt8(ascii: "/")) }
      var kept = part
      if let colon = part.firstIndex(of: UInt8(ascii: ":")), colon > part.startIndex { kept = part[..<colon] }
      while let last = kept.last, last == UInt8(ascii: ".") || last == UInt8(ascii: " ") { kept = kept.dropLast() }
      // `.` and `..` stay what they are.
      result += kept.isEmpty ? part : kept
    }
    return result
  }
}
