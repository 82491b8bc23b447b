import CommandLineKit
import Configuration
import EventModel
import ForensicVault
import Foundation
import Reports

/// `eyrie report`: one incident or a period, as Markdown, JSON or HTML.
enum ReportCommand {
    static let command = Command(
        "report",
        summary: "write a report of an incident or a period",
        options: [
            .value(
                "format",
                placeholder: "FORMAT",
                kind: .choice(ReportFormat.allCases.map(\.rawValue)),
                help: "markdown, json or html.",
                default: ReportFormat.markdown.rawValue
            ),
            .value(
                "output",
                short: "o",
                placeholder: "FILE",
                kind: .path,
                help: "Where to, for its owner alone (0600) unless it is there; standard output without it."
            ),
        ],
        subcommands: [incident, period]
    )

    private static let incident = Command(
        "incident",
        summary: "report one incident",
        arguments: [Argument("incident", help: "The incident's id, or its first 4 or more digits.")]
    ) { arguments, output in
        let configuration = try CommonOptions.settings(arguments)
        let summary = try IncidentCommands.find(arguments.argument("incident"), configuration)
        let vault = try IncidentCommands.vault(configuration)
        guard let report = try vault.report(of: summary.id, madeAt: WallClock.now()) else {
            throw CommandFailure("incident \(summary.id) is no longer in the vault")
        }
        return try write(report.text(as: try format(arguments)), arguments, output)
    }

    private static let period = Command(
        "period",
        summary: "report a period between two times",
        options: [
            .value("from", placeholder: "TIME", help: "RFC 3339 time.", default: "1970-01-01T00:00:00Z"),
            .value("to", placeholder: "TIME", help: "RFC 3339 time, exclusive.", default: "2200-01-01T00:00:00Z"),
        ]
    ) { arguments, output in
        guard let from = Timestamp(rfc3339: arguments.text("from")), let to = Timestamp(rfc3339: arguments.text("to"))
        else {
            throw CommandFailure("--from and --to take RFC 3339 times such as 2026-01-31T08:00:00Z")
        }
        let vault = try IncidentCommands.vault(CommonOptions.settings(arguments))
        let report = try vault.period(from: from, to: to, madeAt: WallClock.now())
        return try write(report.text(as: try format(arguments)), arguments, output)
    }

    private static func format(_ arguments: ParsedArguments) throws -> ReportFormat {
        guard let format = ReportFormat(rawValue: arguments.text("format")) else {
            throw CommandFailure("--format takes markdown, json or html")
        }
        return format
    }

    private static func write(_ text: String, _ arguments: ParsedArguments, _ output: CommandOutput) throws -> Int32 {
        guard let path = arguments.optionalText("output") else {
            output.write(text)
            return 0
        }
        do {
            try OwnFile.write(Array(text.utf8), to: path)
        } catch let reason {
            throw CommandFailure("writing \(path): \(String(cString: strerror(reason.number)))")
        }
        output.print(path)
        return 0
    }
}
