extension ResumePoint {
  /// What was collected or committed and not published, by issue: the commit that has it.
  package var unpublished: [Int: String] { work.compactMapValues(\.commit) }
}
