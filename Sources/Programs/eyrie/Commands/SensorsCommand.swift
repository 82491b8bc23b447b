import CommandLineKit
import EventModel
import FalcoBridge
import JSONText
import LogPort

/// `eyrie sensors`: how each Falco is, by what the log says.
enum SensorsCommand {
    static let command = Command(
        "sensors",
        summary: "show each Falco: version, last word, drops, rules, and since when it is blind",
        discussion: """
            Reads eyrie.sensors.v1: Falco's internal alerts, the bridges' heartbeats, and what Falco's web servers \
            answered (bridge.falco-endpoints). SEEN is the bridge's receipt time and as fresh as the last heartbeat. \
            DROPS counts system calls and alerts that Falco itself dropped. RULES is a digest of its rules files: equal \
            digests, equal rules. BLIND SINCE is the last word of a node that is silent for bridge.silent-after, or the \
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
            let reader = try log.makeReader(of: place, from: .earliest, to: .latest)
            defer { reader.close() }
            while let batch = try reader.next(maxWaitMilliseconds: 0) {
                batch.visit { record in
                    guard let value = record.value, let sensor = try? parser.decode(Sensor.self, from: value) else {
                        return
                    }
                    overview.take(sensor, receivedMilliseconds: record.timestampMilliseconds)
                }
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
