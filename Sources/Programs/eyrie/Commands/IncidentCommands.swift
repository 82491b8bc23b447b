import CommandLineKit
import Configuration
import EventModel
import ForensicVault
import JSONText
import Reports

/// `eyrie incidents`: lists and shows the incidents in the vault.
enum IncidentCommands {
    static let command = Command(
        "incidents",
        summary: "list and show incidents",
        subcommands: [list, show]
    )

    private static let list = Command(
        "list",
        summary: "list incidents, the highest risk first",
        options: [
            .flag("open", help: "Only open incidents."),
            .flag("closed", help: "Only closed incidents."),
            .value(
                "severity",
                placeholder: "PRIORITY",
                kind: .choice(Priority.allCases.filter { $0 != .unknown }.map { $0.description.lowercased() }),
                help: "Only incidents of at least this severity, such as critical."
            ),
            .value("since", placeholder: "TIME", help: "Opened at or after this RFC 3339 time."),
            .value("until", placeholder: "TIME", help: "Opened before this RFC 3339 time."),
            .value(
                "limit",
                short: "n",
                placeholder: "N",
                kind: .integer(1...10_000),
                help: "Show at most N incidents.",
                default: "50"
            ),
            .flag("json", help: "Print one JSON object per line."),
        ]
    ) { arguments, output in
        var filter = IncidentFilter()
        if arguments.flag("open") != arguments.flag("closed") {
            filter.isOpen = arguments.flag("open")
        }
        filter.since = try time("since", arguments)
        filter.until = try time("until", arguments)
        if let severity = arguments.optionalText("severity") {
            filter.severity = Priority.allCases.first { $0.description.lowercased() == severity }
        }
        filter.limit = arguments.integer("limit")
        let incidents = try vault(CommonOptions.settings(arguments)).incidents(filter)
        for incident in incidents {
            output.print(arguments.flag("json") ? json(incident) : line(incident))
        }
        if incidents.isEmpty, !arguments.flag("json") {
            output.print("no incidents")
        }
        return 0
    }

    private static let show = Command(
        "show",
        summary: "show one incident with its evidence and reasons",
        options: [.flag("json", help: "As one JSON document.")],
        arguments: [Argument("incident", help: "The incident's id, or its first 4 or more digits.")]
    ) { arguments, output in
        let configuration = try CommonOptions.settings(arguments)
        let summary = try find(arguments.argument("incident"), configuration)
        guard let report = try vault(configuration).report(of: summary.id, madeAt: nil) else {
            throw CommandFailure("incident \(summary.id) is no longer in the vault")
        }
        output.write(report.text(as: arguments.flag("json") ? .json : .markdown))
        return 0
    }

    /// Finds an incident by its id or the first digits of it.
    static func find(_ prefix: String, _ configuration: EffectiveConfiguration) throws -> IncidentSummary {
        let vault = try vault(configuration)
        guard prefix.utf8.count >= 4, prefix.utf8.allSatisfy({ Character(UnicodeScalar($0)).isHexDigit }) else {
            throw CommandFailure(
                "'\(prefix)' is no incident's id: give it, or its first 4 or more hexadecimal digits; `eyrie incidents list` "
                    + "shows them"
            )
        }
        let ids = try vault.ids(startingWith: prefix)
        guard let id = ids.first else {
            throw CommandFailure("'\(prefix)' names no incident; `eyrie incidents list` shows their ids")
        }
        guard ids.count == 1, let summary = try vault.incident(id) else {
            let list = ids.map(\.rawValue).joined(separator: ", ")
            throw CommandFailure("'\(prefix)' names several incidents, give more digits: \(list)")
        }
        return summary
    }

    /// Opens the vault of the settings for reading.
    static func vault(_ configuration: EffectiveConfiguration) throws(VaultError) -> VaultReader {
        try VaultReader(path: LogAccess.vaultFile(configuration))
    }

    static func time(_ name: String, _ arguments: ParsedArguments) throws -> Timestamp? {
        guard let text = arguments.optionalText(name) else { return nil }
        guard let time = Timestamp(rfc3339: text) else {
            throw CommandFailure("--\(name) takes an RFC 3339 time such as 2026-01-31T08:00:00Z, not '\(text)'")
        }
        return time
    }

    private static func json(_ incident: IncidentSummary) -> String {
        var writer = JSONWriter()
        incident.write(into: &writer)
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    private static func line(_ incident: IncidentSummary) -> String {
        "\(incident.id)  risk \(incident.risk)  \(incident.severity)  \(incident.alerts) alerts  \(incident.status)  "
            + "\(incident.opened)  \(ReportText.visible(incident.profile.rawValue))  "
            + ReportText.visible(incident.title)
    }
}
