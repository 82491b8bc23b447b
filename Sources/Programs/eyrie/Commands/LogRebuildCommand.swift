import CommandLineKit
import Configuration
import LogPort
import NodeAssembly
import Operations
import SQLiteLog
import Telemetry

/// `eyrie log rebuild`: damaged batches are set aside, and what can be derived is derived again.
enum LogRebuildCommand {
    static let command = Command(
        "rebuild",
        summary: "set damaged batches aside and rebuild what follows from the alerts",
        discussion: """
            Reads every batch of the embedded log. A damaged one is moved to the table `damage` of the same file, with its \
            bytes as they were found, and everything else goes on behind it. States, vectors, verdicts and incidents are \
            decided again from the alerts; what came from outside, and what people wrote, is named as lost. Ends with exit \
            code 1 when something is lost.

            No other process may own the folder. One that runs does the same by itself: what it reads and finds damaged it \
            sets aside, and a state is rebuilt at its next start.
            """
    ) { arguments, output in
        let configuration = try CommonOptions.settings(arguments)
        guard case .embedded = try LogAccess.address(configuration) else {
            throw CommandFailure("log rebuild: a log on Kafka is mended by its brokers, from their replicas")
        }
        let place = LogSettings(configuration)
        // A folder without a log must not get one.
        try LogAccess.reading(configuration).close()
        let log: SQLiteLog
        do {
            log = try SQLiteLog(folder: place.folder) { damage in output.print("set aside: \(damage)") }
        } catch {
            throw CommandFailure(
                "\(error); a process that runs sets damage aside by itself, and rebuilds states at its next start"
            )
        }
        defer { log.close() }
        let logger = Logger.standardError(label: "eyrie", level: .warning, format: .logfmt)
        let rebuild = LogRebuild(log: log, stages: Parts.all.stages, by: LogAccess.actor, logger: logger)
        let count = try rebuild.readAll()
        try rebuild.rebuild()
        let damage = try log.damage(in: nil)
        for one in damage {
            output.print("\(one)")
        }
        let lost = damage.filter { $0.remedy == nil }.count
        output.print(
            "\(count) records read, \(damage.count) damaged ranges, "
                + (lost == 0 ? "everything else is whole" : "\(lost) of them cannot be derived and are lost")
        )
        return lost == 0 ? 0 : 1
    }
}
