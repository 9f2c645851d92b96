import Foundation
import TestSupport

/// `stage [PRDS] [ISSUES]`: builds a whole stage for a try by hand, with that many PRDs of that many AFK issues each, and
/// prints the shell commands that put a terminal onto it.
enum StageProgram {
  static func main(_ arguments: [String]) {
    let counts = arguments.compactMap { Int($0) }
    do {
      let stage = try FactoryStage.toKeep()
      for prd in 1...(counts.first ?? 4) {
        let number = try stage.repository.addPRD("Plan number \(prd)")
        for issue in 1...(counts.count > 1 ? counts[1] : 3) {
          try stage.repository.addSubIssue(
            of: number, "Step \(issue) of plan \(prd)",
            body: "Do it.\n\ndouble: run echo working\ndouble: sleep 2\ndouble: write plan-\(prd)-\(issue).txt done\n"
              + "double: usage 120000 4000")
        }
      }
      for (name, value) in stage.environment.sorted(by: { $0.key < $1.key }) { print("export \(name)='\(value)'") }
      print("cd '\(stage.checkout)'")
    } catch {
      FileHandle.standardError.write(Data("\(error)\n".utf8))
      exit(1)
    }
    exit(0)
  }
}
