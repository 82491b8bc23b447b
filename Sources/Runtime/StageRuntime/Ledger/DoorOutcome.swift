/// The counts of a door of the bridge: everything received, each outcome, and additional counts.
///
/// Names, labels, metrics, and the ledger's sums follow from ``description(of:)``: one more outcome is a case and its
/// line there. The order of the cases is that of the ledger's lines.
package enum DoorOutcome: Int, CaseIterable, Sendable {
    /// Bodies or lines; a torn line counts once for each of its pieces.
    case received
    /// Alerts appended to `eyrie.alerts.v1`.
    case appended
    /// Falco's internal alerts and the bridge's own reports, appended to `eyrie.sensors.v1`.
    case sensors
    /// Alerts that the same sender had sent before within the window: acknowledged and not appended again.
    case duplicates
    /// Alerts that a filter of the settings keeps out of the log.
    case filtered
    /// Alerts that were dropped for their low priority while room was short, if the settings allow it.
    case dropped
    /// Broken alerts, appended to `eyrie.deadletters.v1`.
    case deadLettered
    /// Lines that are no alert: banner and log text, and blank ones.
    case skipped
    /// Torn lines in which at least one whole alert was found.
    case repaired
    /// Alerts in requests that were refused (503) because they could not be kept: lost, unless their sender sends them again.
    case refused
    /// Offsets of a source topic that were removed there before they were read, at most.
    case lost
    /// Appended alerts with the same bytes as one before them that are events of their own.
    case repeated
    /// Appended alerts without any field of Falco's: nothing but rule and time can be judged of them.
    case withoutFields
    /// Appended alerts whose priority is no word that Eyrie knows.
    case unknownPriority
    /// Appended alerts that were found inside other text: anybody may have written them.
    case rescued

    /// The meaning of a count in the ledger.
    package enum Meaning: Sendable, Equatable {
        /// The sum of all shares.
        case total
        /// A part of the total; one that is rare is only written when it is not zero.
        case share(isRare: Bool)
        /// Not a part of the total; the ledger adds these words when it is not zero.
        case loss(String)
        /// A part of what was appended that somebody should look at; the ledger shows it when it is not zero.
        case remark
        /// Counted beside; the ledger does not show it.
        case note
    }

    /// How a count is shown to Prometheus.
    package enum Metric: Sendable, Equatable {
        /// Not shown: it is the sum of others.
        case none
        /// A series of `eyrie_bridge_received_total` with this label `outcome`.
        case label(String)
        /// A metric of its own, by name, with its help.
        case own(String, help: String)
    }

    /// Everything that depends on what is counted.
    package struct Description: Sendable {
        /// The member of the changelog's record and of the ledger's JSON.
        package let member: StaticString
        /// The word in the ledger's lines.
        package let word: String
        /// Its meaning in the ledger.
        package let meaning: Meaning
        /// Its form in Prometheus.
        package let metric: Metric
        /// Whether every version of the changelog's record has it; those come first in a record, and must be there.
        package let isInFirstVersion: Bool
    }

    /// The descriptions, by the cases' numbers; made once, since they are read for every group.
    private static let descriptions = allCases.map(description(of:))

    /// Everything that depends on this case.
    package var description: Description {
        Self.descriptions[rawValue]
    }

    /// The cases in the order of the changelog's members: what its first version had, then what came later.
    package static let recordOrder =
        allCases.filter(\.description.isInFirstVersion) + allCases.filter { !$0.description.isInFirstVersion }

    private static func description(of outcome: DoorOutcome) -> Description {
        func row(
            _ member: StaticString,
            _ word: String,
            _ meaning: Meaning,
            _ metric: Metric,
            first isInFirstVersion: Bool = false
        ) -> Description {
            Description(
                member: member,
                word: word,
                meaning: meaning,
                metric: metric,
                isInFirstVersion: isInFirstVersion
            )
        }
        let share = Meaning.share(isRare: false)
        return switch outcome {
        case .received: row("received", "received", .total, .none, first: true)
        case .appended: row("appended", "appended", share, .label("appended"), first: true)
        case .sensors: row("sensors", "sensor", share, .label("sensor"), first: true)
        case .duplicates: row("duplicates", "duplicate", share, .label("duplicate"))
        case .filtered: row("filtered", "filtered", share, .label("filtered"))
        case .dropped: row("dropped", "dropped", .share(isRare: true), .label("dropped"))
        case .deadLettered: row("dead_lettered", "dead-lettered", share, .label("dead_lettered"), first: true)
        case .skipped: row("skipped", "skipped", share, .label("skipped"), first: true)
        case .repaired:
            row(
                "repaired",
                "repaired",
                .note,
                .own("eyrie_bridge_repaired_lines_total", help: "Torn lines in which whole alerts were found."),
                first: true
            )
        case .refused:
            row(
                "refused",
                "refused",
                .loss("lost unless sent again"),
                .own(
                    "eyrie_bridge_refused_total",
                    help: "Alerts in requests answered with 503 because they could not be kept."
                )
            )
        case .lost:
            row(
                "lost",
                "lost",
                .loss("removed from the source before they were read"),
                .own(
                    "eyrie_bridge_lost_total",
                    help: "Offsets of a source topic that were removed there before they were read, at most."
                )
            )
        case .repeated:
            remark("repeated", "Alerts with the bytes of an earlier one that are events of their own.")
        case .withoutFields:
            remark("without_fields", "Alerts without any field of Falco's.")
        case .unknownPriority:
            remark("unknown_priority", "Alerts whose priority is no word that is known.")
        case .rescued:
            remark("rescued", "Alerts that were found inside other text; anybody may have written them.")
        }
    }

    private static func remark(_ name: StaticString, _ help: String) -> Description {
        Description(
            member: name,
            word: "\(name)".replacing("_", with: " "),
            meaning: .remark,
            metric: .own("eyrie_bridge_\(name)_total", help: help),
            isInFirstVersion: false
        )
    }
}
