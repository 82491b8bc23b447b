import CommandLineKit
import Configuration
import Foundation
import KafkaLog
import NodeAssembly
import TopicPlanning

/// The options that the commands of `eyrie topics` share.
enum TopicsOptions {
    static let folder = Option.value(
        "topics",
        placeholder: "DIR",
        kind: .path,
        help: "The folder of topics.",
        default: "Topics"
    )

    /// The options of a planner.
    static let planning: [Option] = [
        folder,
        .value(
            "prefix",
            placeholder: "TEXT",
            help: "Prefix of every topic, group and transactional id; short for kafka.prefix."
        ),
        .value(
            "partitions",
            placeholder: "N",
            kind: .integer(1...10_000),
            help: "Partitions of the alerts and co-partitioned topics; default: the current number, or 12."
        ),
        .value(
            "replication",
            placeholder: "N",
            kind: .integer(1...100),
            help: "Replicas of each partition, instead of the number in each file."
        ),
    ]

    /// Reads the folder and checks it against the parts of this program.
    static func catalog(_ arguments: ParsedArguments) throws(CatalogFault) -> TopicCatalog {
        try TopicCatalog(folder: arguments.text("topics")).checked(for: Parts.all.topology)
    }

    /// The prefix of the command line, else of the settings.
    static func prefix(_ arguments: ParsedArguments, _ configuration: EffectiveConfiguration) throws -> String {
        guard let prefix = arguments.optionalText("prefix") else { return KafkaSettings(configuration).prefix }
        let isGood =
            prefix.utf8.count <= 128
            && prefix.allSatisfy { character in
                character.isASCII && (character.isLetter || character.isNumber || ".-_".contains(character))
            }
        guard isGood else {
            throw UsageError(
                command: arguments.commandWords.joined(separator: " "),
                message: "--prefix takes at most 128 letters, digits, dots, hyphens and underscores, not '\(prefix)'"
            )
        }
        return prefix
    }

    /// The copies of the command line, else of the settings; nil leaves it to the files.
    static func replication(_ arguments: ParsedArguments, _ configuration: EffectiveConfiguration) -> Int? {
        let configured = KafkaSettings(configuration).replication
        return arguments.optionalInteger("replication") ?? (configured > 0 ? configured : nil)
    }

    /// Makes the planner for the options.
    static func planner(
        _ arguments: ParsedArguments,
        _ configuration: EffectiveConfiguration
    ) throws -> TopicPlanner {
        TopicPlanner(
            catalog: try catalog(arguments),
            prefix: try prefix(arguments, configuration),
            partitions: arguments.optionalInteger("partitions"),
            replication: replication(arguments, configuration)
        )
    }
}
