import CommandLineKit
import Configuration
import ForensicVault
import NodeAssembly
import PartKit

/// `eyrie vault`: feeds the store of the evidence.
enum VaultCommands {
    static let command = Command("vault", summary: "store incidents and their evidence", subcommands: [run])

    private static let run = Command(
        "run",
        summary: "feed the vault from a log on Kafka",
        discussion: """
            Reads the incidents and stores each with its evidence in the vault's file (vault.file, by default vault.db \
            in log.folder), exactly once: the same file holds the positions. One process feeds one file; lists and \
            reports read it on the same machine.
            """
    ) { arguments, _ in
        let configuration = try CommonOptions.settings(arguments)
        try NodeCommand.requireKafka(configuration, "eyrie vault run")
        return try NodeCommand(
            name: "eyrie vault",
            configuration: configuration,
            isWanted: { $0.kind == .probe || $0.kind == .service || $0.name == VaultTopics.node.name }
        ).run()
    }
}
