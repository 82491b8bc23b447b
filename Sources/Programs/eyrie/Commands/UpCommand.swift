import CommandLineKit
import Configuration
import NodeAssembly

/// `eyrie up`: the whole pipeline in one process, on the embedded log or on Kafka.
enum UpCommand {
    static let command = Command(
        "up",
        summary: "run the whole pipeline in this process",
        discussion: """
            Opens or creates the embedded log, starts every stage, the vault, the control socket and the doors, and \
            runs until SIGTERM or SIGINT. A second signal ends it at once; acknowledged alerts are durable in either \
            case. With --log kafka://HOST:PORT it does the same on Kafka and creates missing topics there; `eyrie \
            worker` on other machines shares the work.
            """,
        options: sources
    ) { arguments, _ in
        let configuration = try CommonOptions.settings(arguments)
        return try NodeCommand(
            name: "eyrie",
            configuration: configuration,
            options: options(arguments),
            createsTopics: true
        ).run()
    }

    /// Options for input that is read once; then the process exits.
    static let sources: [Option] = [
        .repeated("read", placeholder: "FILE", help: "Read a file of JSON lines once, then stop."),
        .flag("stdin", help: "Read JSON lines from standard input, then stop at its end."),
    ]

    /// The values of those options.
    static func options(_ arguments: ParsedArguments) -> NodeOptions {
        var options = NodeOptions()
        options.filesOnce = ImportCommand.paths(arguments.texts("read"))
        options.readsStandardInput = arguments.flag("stdin")
        return options
    }
}
