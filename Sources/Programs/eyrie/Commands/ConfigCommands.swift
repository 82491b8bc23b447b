import CommandLineKit
import Configuration
import NodeAssembly

/// `eyrie config`: what the settings are and whether they are right.
enum ConfigCommands {
    static let command = Command(
        "config",
        summary: "show or check the settings",
        subcommands: [
            Command(
                "print",
                summary: "print every setting with its meaning, range, default and origin"
            ) { arguments, output in
                output.write(try CommonOptions.settings(arguments).text)
                return 0
            },
            Command("validate", summary: "check file, environment and options") { arguments, output in
                let configuration = try CommonOptions.settings(arguments)
                _ = try NodeCommand.shaping(configuration)
                _ = try SensorKeys.settings(configuration)
                if case .kafka = try LogAccess.address(configuration) {
                    _ = try KafkaAccess.settings(configuration)
                }
                _ = try TopicKeys.source(configuration)
                var settings = NodeSettings(folder: configuration[EyrieSettings.folder])
                try HTTPSettings.apply(configuration, to: &settings)
                output.print("the settings are valid")
                return 0
            },
        ]
    )
}
