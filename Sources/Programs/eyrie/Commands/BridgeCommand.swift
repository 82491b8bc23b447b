import CommandLineKit
import Configuration
import FalcoBridge
import NodeAssembly

/// `eyrie bridge`: the doors alone, on Kafka.
enum BridgeCommand {
    static let command = Command(
        "bridge",
        summary: "take alerts in and write them to a log on Kafka",
        discussion: """
            Opens the doors (HTTP, files, standard input) and decides nothing; a POST is answered 200 when all in-sync \
            replicas have the alert. Several bridges may write one log: give each a name of its own with --name, the \
            same at every start, and say with --cluster whose alerts it takes. One that starts with the name of \
            another takes its place: the other one ends with exit code 3.
            """,
        options: UpCommand.sources + [
            .value("name", placeholder: "NAME", help: "This bridge among several, short for bridge.name."),
            .value("cluster", placeholder: "NAME", help: "Whose alerts it takes, short for bridge.cluster."),
        ]
    ) { arguments, _ in
        let configuration = try CommonOptions.settings(
            arguments,
            short: [
                ("name", IntakeSettings().$bridgeName.path),
                ("cluster", IntakeSettings().$cluster.path),
            ]
        )
        try NodeCommand.requireKafka(configuration, "eyrie bridge")
        return try NodeCommand(
            name: "eyrie bridge",
            configuration: configuration,
            isWanted: { $0.kind == .probe || $0.kind == .intake || $0.kind == .door },
            options: UpCommand.options(arguments)
        ).run()
    }
}
