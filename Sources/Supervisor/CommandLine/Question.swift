import KBSystem

/// A question to the operator.
enum Question {
  /// Whether the answer is yes; nil where nobody can be asked: input or output is no terminal.
  static func ask(_ text: String) -> Bool? {
    guard Terminal.isTerminal(0), Terminal.isTerminal(1) else { return nil }
    Descriptor.writeAll(1, Array("\(text) [y/N] ".utf8))
    var buffer = [UInt8](repeating: 0, count: 256)
    guard case .bytes(let count) = Descriptor.read(0, into: &buffer) else { return false }
    let answer = String(decoding: buffer[0..<count], as: UTF8.self).lowercased().filter(\.isLetter)
    return answer == "y" || answer == "yes"
  }
}
