import EventModel
import JSONText

/// Makes the bridge's own reports in `eyrie.sensors.v1`.
enum SensorReport {
    /// The node of reports of a bridge without a name.
    static let unnamedBridge = "bridge"

    /// A heartbeat: that the bridge runs, the counts of its doors, and the nodes that reported since the last one.
    static func heartbeat(
        bridge: String,
        settings: SensorSettings,
        started: Timestamp,
        look: SensorWatch.Look,
        doors: [DoorCounters],
        at time: Timestamp
    ) -> Sensor {
        var writer = JSONWriter(capacity: 4096)
        writer.beginObject()
        writer.key("bridge")
        writer.string(bridge)
        writer.key("version")
        writer.string(settings.version)
        writer.key("started")
        writer.timestamp(started)
        writer.key("interval_seconds")
        writer.int(Int(settings.interval.components.seconds))
        writer.key("silent_after_seconds")
        writer.int(Int(settings.silentAfter.components.seconds))
        writer.key("nodes")
        writer.beginArray()
        for activity in look.active {
            writer.beginObject()
            writer.key("node")
            writer.string(activity.node)
            writer.key("seen")
            writer.timestamp(Timestamp(milliseconds: activity.seenMilliseconds))
            writer.key("alerts")
            writer.uint(activity.alerts)
            if let lag = activity.leastLagMilliseconds, lag.magnitude >= ClockLag.toldMilliseconds.magnitude {
                writer.member("least_lag_ms", lag)
            }
            writer.endObject()
        }
        writer.endArray()
        writer.key("unwatched_alerts")
        writer.uint(look.unwatchedAlerts)
        writer.key("doors")
        writer.beginArray()
        for door in doors {
            door.write(into: &writer)
        }
        writer.endArray()
        writer.endObject()
        return sensor(.heartbeat, bridge, .unknown, writer.bytes, at: time)
    }

    /// That a node fell silent.
    static func silence(
        of activity: SensorWatch.Activity,
        after silentAfter: Duration,
        bridge: String,
        at time: Timestamp
    ) -> Sensor {
        var writer = JSONWriter(capacity: 256)
        writer.beginObject()
        writer.key("bridge")
        writer.string(bridge)
        writer.key("seen")
        writer.timestamp(Timestamp(milliseconds: activity.seenMilliseconds))
        writer.key("silent_after_seconds")
        writer.int(Int(silentAfter.components.seconds))
        writer.endObject()
        return sensor(.silent, activity.node, .warning, writer.bytes, at: time)
    }

    /// The answer of a Falco.
    static func answer(_ answer: FalcoAnswer, bridge: String, at time: Timestamp) -> Sensor {
        var writer = JSONWriter(capacity: 1024)
        writer.beginObject()
        writer.key("bridge")
        writer.string(bridge)
        answer.write(into: &writer)
        writer.endObject()
        return sensor(.answer, answer.node, answer.isHealthy ? .informational : .warning, writer.bytes, at: time)
    }

    private static func sensor(
        _ kind: Sensor.Kind,
        _ node: String,
        _ priority: Priority,
        _ report: [UInt8],
        at time: Timestamp
    ) -> Sensor {
        Sensor(kind: kind, node: node, time: time, rule: "", priority: priority, received: report, isJSON: true)
    }
}
