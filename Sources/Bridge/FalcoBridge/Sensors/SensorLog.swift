import EventModel
import JSONText
package import LogPort
import StageRuntime

/// Reads what a log says of sensors.
package enum SensorLog {
    /// Alerts of one partition that are looked through for nodes, at most.
    private static let maximumAlerts: Int64 = 10_000

    /// Reads the reports of all Falcos and bridges, and the nodes of the alerts that came since the last heartbeat.
    ///
    /// - Parameter log: The log; its topics are there.
    /// - Returns: The overview.
    /// - Throws: ``LogError`` when the log cannot be read.
    package static func overview(_ log: any LogReading) throws -> SensorOverview {
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
        try lookUpAlerts(log, parser, overview)
        return overview
    }

    private static func lookUpAlerts(
        _ log: any LogReading,
        _ parser: JSONParser,
        _ overview: SensorOverview
    ) throws {
        for partition in 0..<(try log.partitionCount(of: Topics.alerts.name)) {
            let place = TopicPartition(Topics.alerts.name, partition)
            let end = try log.resolve(.latest, in: place)
            var start = max(try log.resolve(.earliest, in: place), end - maximumAlerts)
            if let heartbeat = overview.lastHeartbeatMilliseconds {
                start = max(start, try log.resolve(.time(milliseconds: heartbeat), in: place))
            }
            try log.forEach(in: place, from: .offset(start), to: .offset(end)) { record in
                guard let value = record.value, !Control.isControl(value),
                    let envelope = try? parser.decode(AlertEnvelope.self, from: value),
                    let node = envelope.alert.string(.hostname), !node.isEmpty
                else { return }
                let lag = ClockLag.milliseconds(of: envelope.alert, receivedAt: record.timestampMilliseconds)
                overview.takeSeen(node, atMilliseconds: record.timestampMilliseconds, lagMilliseconds: lag)
            }
        }
    }
}
