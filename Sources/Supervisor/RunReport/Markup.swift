import KBText

/// A piece of HTML or SVG. Names of elements and attributes are literals of the program, everything else is escaped on
/// the way out: data can't become markup.
indirect enum Markup: Sendable {
  case text(String)
  case element(StaticString, [Attribute], [Markup])
  /// Pieces without an element around them.
  case group([Markup])

  struct Attribute: Sendable {
    let name: StaticString
    let value: String

    init(_ name: StaticString, _ value: String) {
      self.name = name
      self.value = value
    }
  }

  /// An element with an optional class and text or children.
  static func tag(_ name: StaticString, _ style: StaticString? = nil, _ children: Markup...) -> Markup {
    .element(name, style.map { [Attribute("class", "\($0)")] } ?? [], children)
  }

  /// A link where the address is one that a person may be sent to (https, nothing odd in it), else plain text.
  static func link(_ address: String, _ text: String) -> Markup {
    guard isSafe(address) else { return .text(text) }
    return .element("a", [Attribute("href", address), Attribute("rel", "noopener noreferrer")], [.text(text)])
  }

  /// Text in which each word that is such an address is a link.
  static func linked(_ text: String) -> Markup {
    let words = text.split(separator: " ", omittingEmptySubsequences: false)
    let last = words.count - 1
    return .group(
      words.enumerated().map { place, word in
        let address = String(word.prefix { !",;".contains($0) })
        let rest = String(word.dropFirst(address.count)) + (place == last ? "" : " ")
        return .group([address.hasPrefix("https://") ? link(address, address) : .text(address), .text(rest)])
      })
  }

  static func isSafe(_ address: String) -> Bool {
    address.hasPrefix("https://") && address.count > 8 && address.count < 2000
      && address.unicodeScalars.allSatisfy {
        $0.value > 0x20 && $0.value < 0x7F && !"\"'<>\\`".unicodeScalars.contains($0)
      }
  }

  /// As it is written into the page.
  var text: String {
    var page = ""
    write(into: &page)
    return page
  }

  private static let empty: [String] = ["meta", "link", "br", "rect", "line"]

  private func write(into page: inout String) {
    switch self {
    case .text(let text): page += Self.escaped(SafeText.line(text))
    case .group(let children): children.forEach { $0.write(into: &page) }
    case .element(let name, let attributes, let children):
      let name = "\(name)"
      page += "<" + name
      for attribute in attributes { page += " \(attribute.name)=\"\(Self.escaped(SafeText.line(attribute.value)))\"" }
      if children.isEmpty && Self.empty.contains(name) {
        page += "/>"
        return
      }
      page += ">"
      children.forEach { $0.write(into: &page) }
      page += "</\(name)>"
    }
  }

  static func escaped(_ text: String) -> String {
    var escaped = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": escaped += "&amp;"
      case "<": escaped += "&lt;"
      case ">": escaped += "&gt;"
      case "\"": escaped += "&quot;"
      case "'": escaped += "&#39;"
      default: escaped.unicodeScalars.append(scalar)
      }
    }
    return escaped
  }
}
