import CommandLineKit
import Configuration
import FalcoBridge
import Foundation
import NodeAssembly
import SQLiteLog
import Telemetry

/// `eyrie import`: reads files into the log, once.
enum ImportCommand {
    static let command = Command(
        "import",
        summary: "append the alerts of files to the log, then stop",
        discussion: """
            Reads files of JSON lines (Falco's file_output, containers' logs, kubectl logs) one behind the other from \
            where each was left to its end, and appends their alerts; `eyrie up` or workers decide on them. The \
            position is kept with the alerts: run again after a crash or a kill, it goes on behind the last line that \
            is durable, and a file that is through brings nothing again. Files may be compressed (gzip, zstd), UTF-16, \
            pretty-printed or arrays. The exit code is 1 when it was stopped before the end (SIGINT, SIGTERM), when \
            something that may be an alert was left out as a dead letter, and when there was no alert at all.

            On the embedded log it is its owner while it runs; where `eyrie up` runs, that process reads the files, with \
            its own rights, and the counts and the durability are the same. When a file is followed later (bridge.files) \
            that goes on behind the import. On Kafka it runs beside bridges, as the bridge `import` (NAME.import with \
            bridge.name); a second import of that name takes the place of the first. A file that a bridge has \
            followed comes in again there.
            """,
        options: [
            .flag(
                "from-beginning",
                help: "Read each file from its first line; what was read of it before comes in again."
            ),
            .flag(
                "date-by-file",
                help: "Date alerts in text form that have only a time of day by when their file was written last."
            ),
        ],
        arguments: [Argument("file", kind: .path, count: .remaining(minimum: 1), help: "The files.")]
    ) { arguments, output in
        let configuration = try CommonOptions.settings(arguments)
        let isEmbedded = try LogAccess.address(configuration) == .embedded
        var options = NodeOptions()
        options.filesOnce = paths(arguments.arguments("file"))
        options.readsFromBeginning = arguments.flag("from-beginning")
        options.datesByFile = arguments.flag("date-by-file")
        let level = LoggingSettings(configuration).level
        let meter = ImportMeter(output: output, files: options.filesOnce.count, isTerminal: isatty(STDERR_FILENO) == 1)
        if isEmbedded, FileManager.default.fileExists(atPath: LogSettings(configuration).importSocket) {
            // A process that was killed leaves its socket: then nobody answers, and this one owns the log.
            let owner = try OwnerImport(
                socket: LogSettings(configuration).importSocket,
                paths: options.filesOnce,
                isFromBeginning: options.readsFromBeginning,
                isDatedByFile: options.datesByFile
            )
            if let owner {
                meter.measure(owner)
                defer { meter.endLine() }
                try owner.wait(every: meter.pause) { meter.show() }
                return meter.conclude() ? 0 : 1
            }
        }
        let code = try NodeCommand(
            name: "eyrie import",
            configuration: configuration,
            isWanted: { $0.kind == .intake || $0.name == "import" || $0.name == "control" },
            options: options,
            adjust: { settings in
                // Little memory: no stage reads meanwhile, and a file waits while two groups are being committed.
                settings[SQLiteLogSettings.self].tailCacheBytes = 0
                var intake = settings[IntakeSettings.self]
                intake.maximumHeldBytes = 2 * intake.groupBytes
                if !isEmbedded {
                    // A separate name: it does not fence the bridge beside it, which keeps its own positions in files.
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

    /// Absolute paths: a file's position is stored under its path, whatever the current directory is.
    static func paths(_ words: [String]) -> [String] {
        words.map { $0.hasPrefix("/") ? $0 : URL(fileURLWithPath: $0).standardizedFileURL.path }
    }
}
