import CommandLineKit

/// The command tree: one explicit list.
enum EyrieCommands {
    static let root = Command(
        "eyrie",
        summary: "a replayable incident log for Falco",
        discussion: """
            Eyrie takes Falco's alerts over HTTP, from files, sockets, syslog or standard input, keeps them in a \
            durable log, and decides every one of them: behavior vector, anomaly verdict, incident. It can repeat \
            every decision from the log, byte for byte.
            """,
        options: CommonOptions.all,
        subcommands: [
            UpCommand.command,
            BridgeCommand.command,
            ImportCommand.command,
            WorkerCommand.command,
            VaultCommands.command,
            ModelCommands.command,
            IncidentCommands.command,
            TriageCommand.command,
            ReportCommand.command,
            LogCommands.command,
            ReplayCommands.command,
            LedgerCommand.command,
            SensorsCommand.command,
            TopicsCommands.command,
            LagCommand.command,
            DeadLetterCommands.command,
            DoctorCommand.command,
            ConfigCommands.command,
        ]
    )
}
