import CommandLineKit
import EventModel
import ForensicVault
import Reports

/// `eyrie triage`: an analyst's judgment of an incident, as a control record in the alerts.
enum TriageCommand {
    static let command = Command(
        "triage",
        summary: "acknowledge, confirm, dismiss or close an incident",
        options: [.value("note", placeholder: "TEXT", help: "The reason; stored with the judgment.", default: "")],
        arguments: [
            Argument(
                "action",
                kind: .choice(["acknowledged", "confirmed", "false-positive", "closed"]),
                help: "The judgment: acknowledged, confirmed, false-positive or closed."
            ),
            Argument("incident", help: "The incident's id, or its first 4 or more digits."),
        ]
    ) { arguments, output in
        guard let triage = Control.Triage(rawValue: arguments.argument("action")) else {
            throw CommandFailure("'\(arguments.argument("action"))' is no triage")
        }
        let configuration = try CommonOptions.settings(arguments)
        let incident = try IncidentCommands.find(arguments.argument("incident"), configuration)
        _ = try LogAccess.append(
            .triage(incident: incident.id, profile: incident.profile, triage, note: arguments.text("note")),
            configuration
        )
        output.print("\(incident.id): \(triage.rawValue)")
        return 0
    }
}
