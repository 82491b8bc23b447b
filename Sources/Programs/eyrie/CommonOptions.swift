import CommandLineKit
import Configuration
import Foundation
import NodeAssembly

/// The options of every command, and the settings that they select.
enum CommonOptions {
    /// The environment variable with the path of the settings file.
    static let fileVariable = "EYRIE_CONFIG"

    /// Every setting of every part; nothing in it changes what stages decide (DESIGN.md rule 1): control records do that.
    static let schema = Parts.all.schema(
        otherEnvironmentNames: [fileVariable, "EYRIE_FAILPOINT", "EYRIE_TEST_KAFKA"]
    )

    static let all: [Option] = [
        .value(
            "config",
            short: "c",
            placeholder: "FILE",
            kind: .path,
            help: "YAML file with settings, also set by EYRIE_CONFIG."
        ),
        .value("folder", short: "f", placeholder: "DIR", kind: .path, help: "The log's folder, short for log.folder."),
        .value(
            "log",
            placeholder: "ADDRESS",
            help: "The log's address, such as kafka://broker:9092; short for log.address."
        ),
        .repeated("set", placeholder: "KEY=VALUE", help: "A setting; overrides file and environment."),
    ]

    /// Loads the settings: defaults, then the file, then `EYRIE_...` variables, then the command line.
    ///
    /// - Parameters:
    ///   - arguments: The command line.
    ///   - short: Options that abbreviate a setting, by the option's name.
    /// - Returns: The settings.
    /// - Throws: `UsageError` or `ConfigurationError`.
    static func settings(
        _ arguments: ParsedArguments,
        short: [(option: String, path: String)] = []
    ) throws -> EffectiveConfiguration {
        let environment = ProcessInfo.processInfo.environment
        var file: ConfigurationFile?
        if let path = arguments.optionalText("config") ?? environment[fileVariable] {
            file = try ConfigurationFile.read(path)
        }
        var options: [ConfigurationOption] = []
        for assignment in arguments.texts("set") {
            guard let option = ConfigurationOption(assignment: assignment) else {
                throw UsageError(
                    command: arguments.commandWords.joined(separator: " "),
                    message: "--set takes KEY=VALUE, not '\(assignment)'"
                )
            }
            options.append(option)
        }
        let common = [
            (option: "folder", path: LogSettings().$folder.path),
            (option: "log", path: LogSettings().$address.path),
        ]
        for (option, path) in common + short {
            if let value = arguments.optionalText(option) {
                options.append(ConfigurationOption(name: "--\(option)", path: path, value: value))
            }
        }
        return try ConfigurationLoader(schema)
            .load(file: file, environment: environment, options: options)
    }

    /// The same options as command-line words for another process of this program.
    static func words(_ arguments: ParsedArguments) -> [String] {
        let single = ["config", "folder", "log"].flatMap { name in
            arguments.optionalText(name).map { ["--\(name)", $0] } ?? []
        }
        return single + arguments.texts("set").flatMap { ["--set", $0] }
    }
}
