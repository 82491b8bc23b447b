import CommandLineKit
import Configuration
import EventModel
import Foundation
import LogPort
import NodeAssembly
import Operations
import PartKit
import StageRuntime

/// `eyrie lag`: how far behind every group is, in records and in seconds.
enum LagCommand {
    static let command = Command(
        "lag",
        summary: "show how far behind each group is, in records and seconds",
        discussion: """
            LAG counts what a group can read and has not committed, up to the last stable offset (LSO); HW-LAG counts \
            up to the high watermark (HW), open transactions included, as other tools do. The marker that ends a \
            transaction has an offset, but markers alone are not lag. SECONDS is the age of the first record that is \
            not committed. If --watch sees an open transaction for longer than its time-out, it reports it as hanging.
            """,
        options: [
            .value("group", placeholder: "GROUP", help: "Only this group, such as eyrie.scoring, or vault."),
            .flag("json", help: "Print one JSON object per measurement."),
            .flag("watch", short: "w", help: "Measure repeatedly until interrupted."),
            .value(
                "interval",
                placeholder: "SECONDS",
                kind: .integer(1...3_600),
                help: "The pause between two measurements.",
                default: "5"
            ),
        ]
    ) { arguments, output in
        let configuration = try CommonOptions.settings(arguments)
        let log = try LogAccess.reading(configuration)
        defer { log.close() }
        let meter = LagMeter(log: log)
        let clock = ContinuousClock()
        let start = clock.now
        while true {
            let groups = try groups(configuration, arguments.optionalText("group"))
            let report = try meter.measure(
                groups,
                watching: Topics.all.map(\.name),
                nowMilliseconds: WallClock.now().milliseconds,
                uptimeMilliseconds: Int64(start.duration(to: clock.now) / .milliseconds(1))
            )
            if arguments.flag("json") {
                output.print(LagText.json(report))
            } else {
                for line in LagText.lines(report) {
                    output.print(line)
                }
            }
            guard arguments.flag("watch"), output.writeFailure == nil else { return report.hanging.isEmpty ? 0 : 1 }
            if !arguments.flag("json") {
                output.print("")
            }
            Thread.sleep(forTimeInterval: Double(arguments.integer("interval")))
        }
    }

    /// The groups of stages and effects, and of projections whose stores are here.
    ///
    /// The embedded log has its vault beside it: one that is not there has read nothing.
    static func groups(_ configuration: EffectiveConfiguration, _ wanted: String? = nil) throws -> [LagGroup] {
        var groups = try Parts.all.lagGroups(SettingsValues(configuration))
        if case .embedded = try LogAccess.address(configuration) {
            for node in Parts.all.topology.nodes where node.kind == .projection {
                if !groups.contains(where: { $0.name == node.name }) {
                    groups.append(.projection(node, at: [:]))
                }
            }
        }
        guard let wanted else { return groups }
        let chosen = groups.filter { $0.name == wanted || $0.name == "eyrie.\(wanted)" }
        guard !chosen.isEmpty else {
            throw CommandFailure(
                "there is no group \(wanted) to measure; known here: \(groups.map(\.name).joined(separator: ", "))"
            )
        }
        return chosen
    }
}
