import CommandLineKit
import Configuration
import FalcoBridge
import Foundation
import Lifecycle
import LogPort
import NodeAssembly
import SQLiteLog
import Telemetry

/// The hidden command of the process that has an HTTP door and no stages: alerts become durable and nothing more.
enum DoorsCommand {
    static let command = Command(
        "doors",
        summary: "open the HTTP door on an embedded log without stages, for the bench `http`",
        arguments: [Argument("folder", kind: .path, help: "The log's folder.")],
        isHidden: true
    ) { arguments, output in
        try run(folder: arguments.argument("folder"), output)
    }

    /// Starts the command on a folder.
    ///
    /// - Returns: The process, and the port of its door on 127.0.0.1.
    /// - Throws: `BenchFailure` when it ends instead.
    static func start(folder: String) throws -> (process: OwnProcess, port: Int) {
        let process = try OwnProcess([command.name, folder])
        guard let port = Int(process.greeting) else {
            process.stop()
            throw BenchFailure("the doors said \(process.greeting) and not their port")
        }
        return (process, port)
    }

    private static func run(folder: String, _ output: CommandOutput) throws -> Int32 {
        var settings = SettingsValues()
        settings[LogSettings.self].folder = folder
        settings[HTTPDoorSettings.self].address = "127.0.0.1"
        settings[HTTPDoorSettings.self].port = 0
        let logger = Logger.standardError(label: "bench", level: .warning, format: .logfmt)
        let node = try PipelineNode(
            running: { $0.kind == .intake || $0.name == "http" },
            settings: settings,
            logger: logger,
            metrics: MetricRegistry(),
            now: BenchNode.now
        )
        let announcement = Announcement(output) { "\(node.service(HTTPDoor.self)?.port ?? 0)" }
        let group = ServiceGroup(
            services: node.services + [announcement],
            stopBudget: .seconds(30),
            logger: logger
        )
        let ending = try group.run()
        node.log.close()
        return ending.exitCode
    }
}
