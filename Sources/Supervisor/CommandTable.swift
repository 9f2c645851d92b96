/// Every command: the one place to add another, and the only one that knows the folders of Commands.
enum CommandTable {
  static let all: [any KBCommand] = [
    RunCommand(dryRun: PlanCommand()), PlanCommand(), DoctorCommand(), InitCommand(), TrustCommand(),
    WorkersCommand(), LogsCommand(), StopCommand(), BrakeCommand(), ReportCommand(), SavedCommand(), CleanCommand(),
    DemoCommand(), TemplateCommand(), CompletionsCommand(commands: { all }), HelpCommand(commands: { all }),
    VersionCommand(),
  ]
}
