import CommandLineKit
import Configuration
import Foundation
import LogPort
import NodeAssembly
import SQLiteLog

/// `eyrie log`: shows topics and records of the log, and checks it.
enum LogCommands {
    static let command = Command(
        "log",
        summary: "look into the log: topics, records, checksums",
        subcommands: [topics, cat, tail, verify, LogRebuildCommand.command]
    )

    private static let topics = Command(
        "topics",
        summary: "list topics and partitions with their offsets"
    ) { arguments, output in
        let log = try LogAccess.reading(CommonOptions.settings(arguments))
        defer { log.close() }
        output.print(row("TOPIC", "PARTITION", "EARLIEST", "LATEST", "CLEANUP"))
        for topic in try log.topics() {
            for partition in 0..<topic.partitions {
                let place = TopicPartition(topic.name, partition)
                output.print(
                    row(
                        topic.name,
                        "\(partition)",
                        "\(try log.resolve(.earliest, in: place))",
                        "\(try log.resolve(.latest, in: place))",
                        topic.cleanup.rawValue
                    )
                )
            }
        }
        return 0
    }

    private static let range: [Option] = [
        .value(
            "partition",
            short: "p",
            placeholder: "N",
            kind: .integer(0...Int(Int32.max)),
            help: "Only this partition."
        ),
        .value(
            "from",
            placeholder: "POSITION",
            help: "earliest, latest, an offset, or an RFC 3339 time.",
            default: "earliest"
        ),
        .flag("keys", help: "Begin each line with partition, offset, timestamp and key, separated by tabs."),
    ]

    private static let cat = Command(
        "cat",
        summary: "print a topic's records, one value per line",
        options: range + [
            .value("to", placeholder: "POSITION", help: "Where to stop, exclusive.", default: "latest"),
            .value(
                "count",
                short: "n",
                placeholder: "N",
                kind: .integer(1...Int.max),
                help: "Print at most N records."
            ),
        ],
        arguments: [
            Argument("topic", help: "The topic's name, such as eyrie.alerts.v1; `eyrie.` and `.v1` may be omitted.")
        ]
    ) { arguments, output in
        let log = try LogAccess.reading(CommonOptions.settings(arguments))
        defer { log.close() }
        let printer = RecordPrinter(showsKeys: arguments.flag("keys"), output: output)
        var left = arguments.optionalInteger("count") ?? Int.max
        let end = try position(arguments.text("to"))
        for place in try places(arguments, in: log) where left > 0 {
            let reader = try log.makeReader(of: place, from: try position(arguments.text("from")), to: end)
            defer { reader.close() }
            while left > 0, let batch = try reader.next(maxWaitMilliseconds: 0) {
                left -= printer.print(batch, atMost: left)
            }
        }
        return 0
    }

    private static let tail = Command(
        "tail",
        summary: "print a topic's records as they come",
        options: range.map { option in
            option.name == "from"
                ? .value(
                    "from",
                    placeholder: "POSITION",
                    help: "earliest, latest, an offset, or an RFC 3339 time.",
                    default: "latest"
                )
                : option
        },
        arguments: [Argument("topic", help: "The topic's name, such as eyrie.incidents.v1.")]
    ) { arguments, output in
        let log = try LogAccess.reading(CommonOptions.settings(arguments))
        defer { log.close() }
        let printer = RecordPrinter(showsKeys: arguments.flag("keys"), output: output)
        let start = try position(arguments.text("from"))
        let readers = try places(arguments, in: log).map { try log.makeReader(of: $0, from: start, to: nil) }
        defer {
            for reader in readers {
                reader.close()
            }
        }
        // A single reader waits; several are polled in turn, so that no line is delayed for longer than this.
        let waitMilliseconds = readers.count == 1 ? 1000 : 100 / readers.count
        while output.writeFailure == nil {
            for reader in readers {
                while let batch = try reader.next(maxWaitMilliseconds: waitMilliseconds) {
                    _ = printer.print(batch, atMost: .max)
                }
            }
        }
        return 0
    }

    private static let verify = Command(
        "verify",
        summary: "read every stored batch and check its checksum and form"
    ) { arguments, output in
        let configuration = try CommonOptions.settings(arguments)
        guard case .embedded = try LogAccess.address(configuration) else {
            return try readAll(configuration, output)
        }
        let log = try ReadOnlySQLiteLog(folder: LogSettings(configuration).folder)
        defer { log.close() }
        let result = try log.verify()
        for finding in result.findings {
            output.print("\(finding)")
        }
        for damage in result.setAside {
            output.print("\(damage)")
        }
        let lost = result.setAside.filter { $0.remedy == nil }.count
        let count = result.findings.count + lost
        output.print(
            "\(result.batchCount) batches, \(result.recordCount) records, \(result.storedBytes) stored bytes: "
                + (count == 0 ? "all good" : "\(count) findings")
        )
        return count == 0 ? 0 : 1
    }

    /// Reads every committed record of a log on Kafka; its client checks the checksum of each batch as it comes.
    private static func readAll(_ configuration: EffectiveConfiguration, _ output: CommandOutput) throws -> Int32 {
        let log = try LogAccess.reading(configuration)
        defer { log.close() }
        var records = 0
        var bytes = 0
        var findings = 0
        for topic in try log.topics() {
            for partition in 0..<topic.partitions {
                let place = TopicPartition(topic.name, partition)
                do throws(LogError) {
                    try log.forEach(in: place) { record in
                        records += 1
                        bytes += record.key.count + (record.value?.count ?? 0)
                    }
                } catch {
                    guard error.code == .corrupt else { throw error }
                    output.print("\(error)")
                    findings += 1
                }
            }
        }
        output.print(
            "\(records) records, \(bytes) bytes: " + (findings == 0 ? "all good" : "\(findings) findings")
        )
        return findings == 0 ? 0 : 1
    }

    private static func places(_ arguments: ParsedArguments, in log: any LogReading) throws -> [TopicPartition] {
        var name = arguments.argument("topic")
        let known = try log.topics()
        if !known.contains(where: { $0.name == name }) {
            name = "eyrie.\(name).v1"
        }
        guard let topic = known.first(where: { $0.name == name }) else {
            let names = known.map(\.name).joined(separator: ", ")
            throw CommandFailure("there is no topic \(arguments.argument("topic")); the log has \(names)")
        }
        guard let partition = arguments.optionalInteger("partition") else {
            return (0..<topic.partitions).map { TopicPartition(name, $0) }
        }
        guard partition < Int(topic.partitions) else {
            throw CommandFailure("\(name) has partitions 0 to \(topic.partitions - 1), not \(partition)")
        }
        return [TopicPartition(name, Int32(partition))]
    }

    private static func position(_ text: String) throws -> LogPosition {
        guard let position = LogPosition(text: text) else {
            throw CommandFailure("'\(text)' is not a position: give earliest, latest, an offset, or an RFC 3339 time")
        }
        return position
    }

    private static func row(_ cells: String...) -> String {
        let widths = [32, 10, 10, 10, 0]
        return zip(cells, widths).map { cell, width in
            cell + String(repeating: " ", count: max(1, width - cell.count))
        }.joined().trimmingCharacters(in: .whitespaces)
    }
}
