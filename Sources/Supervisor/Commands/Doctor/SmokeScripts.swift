/// The fixed scripts that the smoke test runs inside a sandbox, in the clone's top folder. Data comes in as arguments
/// alone. What they tell are lines that begin with `krutrimbox: `, because a sandbox may mix its own into the output.
enum SmokeScripts {
  static let prefix = "krutrimbox: "

  /// argv that runs `script` with `arguments` as `$1`, `$2`, ….
  static func argv(_ script: String, _ arguments: [String] = []) -> [String] {
    ["sh", "-c", script, "krutrimbox"] + arguments
  }

  /// `$1` a mark.
  static let answer = #"printf 'krutrimbox: here %s\n' "$1""#

  /// `$1` a mark, of which a file is made in the clone's `.git`.
  static let clone = #"""
    [ -d .git ] || { echo 'krutrimbox: missing'; exit 0; }
    printf 'krutrimbox: tree %s\n' "$(git --git-dir=.git rev-parse -q --verify 'HEAD^{tree}')"
    changed=$(git --git-dir=.git --work-tree=. status --porcelain -uno | wc -l)
    printf 'krutrimbox: changed %s\n' "$((changed))"
    : >".git/krutrimbox-smoke-$1"
    [ ! -w /run/sandbox/source ] || echo 'krutrimbox: source writable'
    """#

  /// The bytes of each argument.
  static let arguments = #"""
    for argument; do
      printf 'krutrimbox: argument '
      printf %s "$argument" | od -An -v -tx1 | tr -d ' \n'
      echo
    done
    """#

  /// The bytes of standard input.
  static let input = #"printf 'krutrimbox: input '; od -An -v -tx1 | tr -d ' \n'; echo"#

  /// `$1` numbered lines of 64 bytes each, as fast as they can be written.
  static let output = #"awk -v count="$1" 'BEGIN { for (i = 1; i <= count; i++) printf "krutrimbox: %051d\n", i }'"#

  static let environment = "env | sed 's/^/krutrimbox: env /'"

  /// `$1` a mark, which becomes a file's name and text: what an agent does that commits by itself.
  static let commit = #"""
    printf '%s\n' "$1" >"krutrimbox-smoke-$1" && git add -f -- "krutrimbox-smoke-$1" &&
      git commit -q -m 'krutrimbox smoke test' || exit 1
    git log -1 --format='krutrimbox: author %an <%ae>'
    """#

  /// `$1` a mark. Leaves a file, and a process at work whose command line has the mark.
  static let leave = #"""
    : >"krutrimbox-left-$1"
    nohup sh -c 'while :; do sleep 3600; done' "krutrimbox-smoke-$1" >/dev/null 2>&1 </dev/null &
    printf 'krutrimbox: process %s\n' "$!"
    """#

  /// `$1` the mark, `$2` the process.
  static let look = #"""
    if [ -d /proc/self ]; then tr '\0' ' ' <"/proc/$2/cmdline"; else ps -p "$2" -o args=; fi 2>/dev/null |
      grep -qF "krutrimbox-smoke-$1" && echo 'krutrimbox: process lives'
    [ ! -f "krutrimbox-left-$1" ] || echo 'krutrimbox: file kept'
    """#
}

/// What a script told.
struct SmokeAnswer {
  private let lines: [Substring]

  init(_ output: String) {
    lines = output.split { $0 == "\n" || $0 == "\r\n" }.filter { $0.hasPrefix(SmokeScripts.prefix) }
      .map { $0.dropFirst(SmokeScripts.prefix.count) }
  }

  /// Whether a line says exactly this.
  func says(_ text: String) -> Bool { lines.contains { $0 == text } }

  /// What follows `word ` in each such line.
  func values(_ word: String) -> [String] {
    lines.filter { $0.hasPrefix(word + " ") }.map { String($0.dropFirst(word.count + 1)) }
  }

  /// All lines without their prefix.
  var all: [String] { lines.map(String.init) }
}
