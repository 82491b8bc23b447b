import CommandLineKit
import Configuration
import NodeAssembly

/// `eyrie config`: shows and checks the settings.
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
                try Parts.all.check(SettingsValues(try CommonOptions.settings(arguments)))
                output.print("the settings are valid")
                return 0
            },
        ]
    )
}
