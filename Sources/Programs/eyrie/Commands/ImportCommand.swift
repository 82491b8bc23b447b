import CommandLineKit
import Configuration
import FalcoBridge
import Foundation
import NodeAssembly
import SQLiteLog
import Telemetry

/// `eyrie import`: files into the log, once.
enum ImportCommand {
    static let command = Command(
        "import",
        summary: "append the alerts of files to the log, then stop",
        discussion: """
            Reads files of JSON lines (Falco's file_output, containers' logs, kubectl logs) one behind the other from \
            where each was left to its end, and appends their alerts; `eyrie up` or workers decide on them. The \
            position is kept with the alerts: run again after a crash or a kill, it goes on behind the last line that \
            is durable, and a file that is through brings nothing again. Stopped before the end (SIGINT, SIGTERM) its \
            exit code is 1.

            On the embedded log no other process may own the folder, and when the file is followed later (bridge.files) \
            that goes on behind the import. On Kafka it runs beside bridges, as the bridge `import` (NAME.import with \
            bridge.name); a second import of that name takes the place of the first. A file that a bridge has \
            followed comes in again there.
            """,
        options: [
            .flag(
                "from-beginning",
                help: "Read each file from its first line; what was read of it before comes in again."
            )
        ],
        arguments: [Argument("file", kind: .path, count: .remaining(minimum: 1), help: "The files.")]
    ) { arguments, output in
        let configuration = try CommonOptions.settings(arguments)
        let isEmbedded = try LogAccess.address(configuration) == .embedded
        var options = NodeOptions()
        options.filesOnce = paths(arguments.arguments("file"))
        options.readsFromBeginning = arguments.flag("from-beginning")
        let level = LoggingSettings(configuration).level
        let meter = ImportMeter(output: output, files: options.filesOnce.count, isTerminal: isatty(STDERR_FILENO) == 1)
        let code = try NodeCommand(
            name: "eyrie import",
            configuration: configuration,
            isWanted: { $0.kind == .intake || $0.name == "import" || $0.name == "control" },
            options: options,
            adjust: { settings in
                // Little memory: nothing reads along, and a file waits while two groups are under way.
                settings[SQLiteLogSettings.self].tailCacheBytes = 0
                var intake = settings[IntakeSettings.self]
                intake.maximumHeldBytes = 2 * intake.groupBytes
                if !isEmbedded {
                    // A name of its own: the bridge beside it is not fenced, and keeps its own places in files.
                    intake.bridgeName = intake.bridgeName.isEmpty ? "import" : "\(intake.bridgeName).import"
                }
                settings[IntakeSettings.self] = intake
            },
            logLevel: level == .info ? .warning : level,
            makeServices: { node in
                meter.measure(node.service(FileImport.self))
                return [meter]
            }
        ).run()
        return meter.conclude() || code != 0 ? code : 1
    }

    /// Absolute paths: a file's position is kept under its path, wherever one stands.
    static func paths(_ words: [String]) -> [String] {
        words.map { $0.hasPrefix("/") ? $0 : URL(fileURLWithPath: $0).standardizedFileURL.path }
    }
}
