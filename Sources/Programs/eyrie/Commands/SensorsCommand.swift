import CommandLineKit
import EventModel
import FalcoBridge
import JSONText
import LogPort

/// `eyrie sensors`: how each Falco is, by what the log says.
enum SensorsCommand {
    static let command = Command(
        "sensors",
        summary: "show each Falco: version, last seen, drops, rules, and since when it is blind",
        discussion: """
            Reads eyrie.sensors.v1: Falco's internal alerts, the bridges' heartbeats, and what Falco's web servers \
            answered (bridge.falco-endpoints). SEEN is the bridge's receipt time and as fresh as the last heartbeat. \
            DROPS counts system calls and alerts that Falco itself dropped. RULES is a digest of its rules files: equal \
            digests, equal rules. BLIND SINCE is when a node was last seen that is silent for bridge.silent-after, or the \
            first time that its web server did not say that it is well. What nobody told is '-'.
            """,
        options: [.flag("json", help: "As one JSON document.")]
    ) { arguments, output in
        let configuration = try CommonOptions.settings(arguments)
        let log = try LogAccess.reading(configuration)
        defer { log.close() }
        let overview = SensorOverview()
        let parser = JSONParser()
        for partition in 0..<(try log.partitionCount(of: Topics.sensors.name)) {
            let place = TopicPartition(Topics.sensors.name, Int32(partition))
            try log.forEach(in: place) { record in
                guard let value = record.value, let sensor = try? parser.decode(Sensor.self, from: value) else {
                    return
                }
                overview.take(sensor, receivedMilliseconds: record.timestampMilliseconds)
            }
        }
        if arguments.flag("json") {
            output.print(SensorsText.json(overview))
        } else {
            for line in SensorsText.lines(overview) {
                output.print(line)
            }
        }
        return 0
    }
}
