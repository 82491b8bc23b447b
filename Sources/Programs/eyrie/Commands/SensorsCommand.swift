import CommandLineKit
import EventModel
import FalcoBridge
import LogPort

/// `eyrie sensors`: the state of each Falco, from the log.
enum SensorsCommand {
    static let command = Command(
        "sensors",
        summary: "show each Falco: version, last seen, drops, rules, and since when it is blind",
        discussion: """
            Reads eyrie.sensors.v1: Falco's internal alerts, the bridges' heartbeats, and what Falco's web servers \
            answered (bridge.falco-endpoints). SEEN is the bridge's receipt time and as fresh as the last heartbeat. \
            DROPS counts system calls and alerts that Falco itself dropped. RULES is a digest of its rules files: equal \
            digests, equal rules. BLIND SINCE is when a node was last seen that is silent for bridge.silent-after, or the \
            first time that its web server did not say that it is well. What nobody told is '-'. What came since the last \
            heartbeat is looked up in the alerts themselves. A blind node without a sign for --retired-after, and one whose \
            name is a container's id, is left out: of those there is a new one with each container, until FALCO_HOSTNAME is \
            set to the node's name.
            """,
        options: [
            .flag("json", help: "As one JSON document, retired nodes included."),
            .flag("all", help: "Show retired nodes as well."),
            .value(
                "retired-after",
                placeholder: "SECONDS",
                kind: .integer(60...31_536_000),
                help: "After how long without a sign a blind node is taken for retired.",
                default: "86400"
            ),
        ]
    ) { arguments, output in
        let configuration = try CommonOptions.settings(arguments)
        let log = try LogAccess.reading(configuration)
        defer { log.close() }
        let overview = try SensorLog.overview(log)
        let now = WallClock.now().milliseconds
        let limit = Int64(arguments.integer("retired-after")) * 1_000
        let isRetired: (SensorOverview.Node) -> Bool = { $0.isRetired(atMilliseconds: now, after: limit) }
        if arguments.flag("json") {
            output.print(SensorsText.json(overview, isRetired))
        } else {
            for line in SensorsText.lines(overview, arguments.flag("all") ? { _ in false } : isRetired) {
                output.print(line)
            }
        }
        return 0
    }
}
