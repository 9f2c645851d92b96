/// Every way krutrimbox fails on purpose. A code is permanent: never renumbered, never reused. docs/failures.md has a
/// row for each; a test compares.
package enum FailureCode: String, CaseIterable, Codable, Sendable {
  case unknownCommand = "KB-U001"
  case unknownFlag = "KB-U002"
  case badArgument = "KB-U003"
  case runUnknown = "KB-U004"
  case runUnreadable = "KB-U005"
  case repositoryUnclear = "KB-U006"
  case logMissing = "KB-U007"
  case confirmationMissing = "KB-U008"
  case trustNeedsAnswer = "KB-U009"
  case prdOfNoRepository = "KB-U010"
  case localForgeWithoutClone = "KB-U011"
  case sameNameOnTwoHosts = "KB-U012"

  case configurationUnreadable = "KB-C001"
  case unknownConfigurationKey = "KB-C002"
  case badConfigurationValue = "KB-C003"
  case configurationPathEscapes = "KB-C004"
  case configurationFileMissing = "KB-C005"
  case configurationKeyNotHere = "KB-C006"
  case configurationNotTrusted = "KB-C007"

  case programMissing = "KB-M001"
  case cannotStart = "KB-M002"
  case stateDirectoryUnsafe = "KB-M003"
  case stateDirectoryUnusable = "KB-M004"
  case workerProgramMissing = "KB-M005"
  case workerVersionMismatch = "KB-M006"
  case diskLow = "KB-M007"
  case machineTooSmall = "KB-M008"
  case folderUnusable = "KB-M009"
  case programTooOld = "KB-M010"
  case factoryCloneUnusable = "KB-M012"
  case bubblewrapUnusable = "KB-M014"

  case notARepository = "KB-R001"
  case noOrigin = "KB-R002"
  case baseBranchMissing = "KB-R003"
  case gitFailed = "KB-R005"
  case originUnreachable = "KB-R006"
  case branchConflict = "KB-R007"
  case pushRejected = "KB-R008"
  case protectedPathChanged = "KB-R009"
  case notAGitHubRepository = "KB-R010"
  case identityMissing = "KB-R012"
  case submoduleWorkUnpublished = "KB-R014"
  case cloneUnusable = "KB-R015"
  case branchInTheWay = "KB-R016"
  case workflowScopeMissing = "KB-R017"
  case pushIdentityRefused = "KB-R018"
  case pushMessageRefused = "KB-R019"
  case pushContentRefused = "KB-R020"
  case originRefused = "KB-R021"
  case factoryCloneDamaged = "KB-R022"
  case noRepositoryReady = "KB-R027"
  case gateBlind = "KB-R030"
  case commitTooLarge = "KB-R031"
  case pathNameRefused = "KB-R032"
  case submoduleAdded = "KB-R033"
  case linkRefused = "KB-R034"
  case keyInCommit = "KB-R035"
  case ignoredContentInCommit = "KB-R036"

  case prdNotFound = "KB-P001"
  case prdNotReady = "KB-P002"
  case prdNotOwned = "KB-P003"
  case prdHasParent = "KB-P004"
  case prdWithoutIssues = "KB-P005"
  case issueStateUnclear = "KB-P006"
  case issueNotLabelled = "KB-P007"
  case legacyLock = "KB-P009"
  case localIssueUnreadable = "KB-P010"
  case pullRequestClosed = "KB-P011"
  case blockedByOwnPRD = "KB-P012"
  case blockersInARing = "KB-P013"
  case issueHasOpenSubIssues = "KB-P014"
  case ownersWordMissing = "KB-P015"
  case sessionCeilingReached = "KB-P016"

  case forgeNotLoggedIn = "KB-G001"
  case forgeForbidden = "KB-G002"
  case forgeNotFound = "KB-G003"
  case forgeInvalid = "KB-G004"
  case forgeUnavailable = "KB-G005"
  case forgeRateLimited = "KB-G006"
  case forgeAnswerUnreadable = "KB-G007"
  case forgeQueryTooBig = "KB-G008"
  case forgeSingleSignOn = "KB-G009"
  case forgeOrganizationRefuses = "KB-G010"
  case forgePermissionMissing = "KB-G011"
  case forgeAccountSuspended = "KB-G012"
  case forgeRepositoryClosed = "KB-G013"
  case forgeServerTooOld = "KB-G014"

  case sandboxFailed = "KB-S001"
  case sandboxOutOfTime = "KB-S002"
  case sandboxNotLoggedIn = "KB-S003"
  case templateMissing = "KB-S004"
  case networkPolicyMissing = "KB-S005"
  case sandboxWorkspaceFailed = "KB-S006"
  case sandboxWorkUnreachable = "KB-S007"
  case sandboxListUnreadable = "KB-S008"
  case sandboxHookFailed = "KB-S009"
  case templateNotMade = "KB-S010"
  case sandboxDaemonOutdated = "KB-S011"
  case templateNotPulled = "KB-S012"
  case virtualizationMissing = "KB-S013"
  case sandboxLeftovers = "KB-S014"
  case sandboxUnfaithful = "KB-S015"
  case sandboxLeaks = "KB-S016"
  case sandboxTracesLeft = "KB-S017"
  case hookChangedFiles = "KB-S018"
  case sandboxObjectsRefused = "KB-S019"
  case sandboxWorkTooLarge = "KB-S020"

  case agentNotAuthenticated = "KB-A001"
  case agentUsageLimit = "KB-A002"
  case agentFailed = "KB-A003"
  case agentOverloaded = "KB-A004"
  case agentOutOfTime = "KB-A005"
  case agentStalled = "KB-A006"
  case agentModelUnknown = "KB-A007"
  case agentMissing = "KB-A008"
  case agentChangedNothing = "KB-A009"
  case verificationRed = "KB-A010"
  case reviewEmpty = "KB-A011"
  case agentRefusesRoot = "KB-A012"
  case agentForbidden = "KB-A013"
  case checkProgramMissing = "KB-A014"
  case agentUnfinished = "KB-A015"
  case agentRefused = "KB-A016"
  case agentPromptTooLong = "KB-A017"
  case agentAccountRefused = "KB-A018"
  case agentLeftWorkAside = "KB-A020"
  case agentFlooded = "KB-A019"
  case answerFormBroken = "KB-A021"

  case workerDied = "KB-W001"
  case workerSilent = "KB-W002"
  case orderUnreadable = "KB-W004"
  case crashesRepeat = "KB-W005"
  case workerNotStopped = "KB-W006"

  case unforeseen = "KB-X001"

  package var failureClass: FailureClass {
    switch self {
    case .unknownCommand, .unknownFlag, .badArgument, .runUnknown, .runUnreadable, .repositoryUnclear, .logMissing,
      .prdOfNoRepository, .localForgeWithoutClone, .sameNameOnTwoHosts, .confirmationMissing, .trustNeedsAnswer:
      .usage
    case .configurationUnreadable, .unknownConfigurationKey, .badConfigurationValue, .configurationPathEscapes,
      .configurationFileMissing, .configurationKeyNotHere,
      .configurationNotTrusted:
      .configuration
    case .programMissing, .cannotStart, .stateDirectoryUnsafe, .stateDirectoryUnusable, .workerProgramMissing,
      .workerVersionMismatch, .machineTooSmall, .folderUnusable, .programTooOld,
      .factoryCloneUnusable, .bubblewrapUnusable, .sandboxNotLoggedIn, .templateMissing, .networkPolicyMissing,
      .sandboxDaemonOutdated,
      .templateNotPulled, .virtualizationMissing:
      .machine
    case .diskLow: .disk
    case .notARepository, .noRepositoryReady, .noOrigin, .baseBranchMissing, .gitFailed, .protectedPathChanged,
      .notAGitHubRepository, .identityMissing, .submoduleWorkUnpublished, .factoryCloneDamaged, .cloneUnusable,
      .branchInTheWay,
      .sandboxObjectsRefused, .sandboxWorkTooLarge, .gateBlind, .commitTooLarge, .pathNameRefused, .submoduleAdded,
      .linkRefused, .keyInCommit, .ignoredContentInCommit:
      .repository
    case .branchConflict, .pushRejected, .workflowScopeMissing, .pushIdentityRefused, .pushMessageRefused,
      .pushContentRefused:
      .branchMoved
    case .prdNotFound, .prdNotReady, .prdNotOwned, .prdHasParent, .prdWithoutIssues, .issueStateUnclear,
      .issueNotLabelled, .legacyLock, .localIssueUnreadable, .pullRequestClosed, .blockedByOwnPRD, .blockersInARing,
      .issueHasOpenSubIssues, .ownersWordMissing, .sessionCeilingReached:
      .plan
    case .forgeNotLoggedIn, .forgeForbidden, .forgeNotFound, .forgeInvalid, .forgeSingleSignOn,
      .forgeOrganizationRefuses, .forgePermissionMissing, .forgeAccountSuspended, .forgeRepositoryClosed,
      .originRefused, .forgeServerTooOld:
      .forgeRefused
    case .forgeUnavailable, .forgeAnswerUnreadable, .forgeQueryTooBig, .originUnreachable: .forgeUnavailable
    case .forgeRateLimited: .forgeLimit
    case .sandboxFailed, .sandboxOutOfTime, .sandboxWorkspaceFailed, .sandboxWorkUnreachable, .sandboxListUnreadable,
      .sandboxHookFailed, .templateNotMade, .sandboxLeftovers, .sandboxUnfaithful, .sandboxLeaks, .sandboxTracesLeft,
      .hookChangedFiles:
      .sandbox
    case .agentNotAuthenticated, .agentModelUnknown, .agentMissing, .agentRefusesRoot, .agentForbidden,
      .checkProgramMissing, .agentAccountRefused:
      .agentSetup
    case .agentUsageLimit: .usageLimit
    case .agentOverloaded: .overloaded
    case .agentFailed, .agentFlooded, .agentOutOfTime, .agentStalled, .reviewEmpty, .agentRefused, .agentPromptTooLong,
      .agentUnfinished, .answerFormBroken:
      .agent
    case .agentChangedNothing, .agentLeftWorkAside: .unchanged
    case .verificationRed: .verification
    case .workerDied, .workerSilent, .orderUnreadable, .crashesRepeat, .workerNotStopped: .worker
    case .unforeseen: .bug
    }
  }
}
