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
            Opens the doors (HTTP, files, standard input) and stores alerts; it runs no stages. It answers a POST with \
            200 once the alert is in its spool on disk. Several bridges may write one log: give each a unique --name \
            that stays the same across restarts, and set its cluster with --cluster. A bridge that starts replaces an \
            earlier one of the same name, which exits with code 3.
            """,
        options: UpCommand.sources + [
            .value("name", placeholder: "NAME", help: "Unique name of this bridge, short for bridge.name."),
            .value("cluster", placeholder: "NAME", help: "Cluster of the alerts, short for bridge.cluster."),
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
