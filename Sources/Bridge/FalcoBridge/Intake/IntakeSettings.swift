package import Configuration
package import EventModel

/// The bridge's names for what it receives, and the limits of what it holds.
package struct IntakeSettings: SettingsGroup {
    @Setting(
        .text(
            "bridge.tenant",
            default: "default",
            "Tenant whose alerts this bridge takes; first part of every profile."
        )
    )
    package var tenant: String

    @Setting(
        .text(
            "bridge.cluster",
            default: "local",
            "Cluster the alerts come from; second part of every profile; required with bridge.name."
        )
    )
    package var cluster: String

    /// Received bytes that are not yet durable; at the bound HTTP answers 503 and files wait.
    package var maximumHeldBytes = 16 << 20

    /// Bodies and batches that are not yet durable; at the bound HTTP answers 503 and files wait.
    package var maximumHeldCount = 16_384

    /// Bytes of records after which a group is committed even if more is waiting.
    package var groupBytes = 4 << 20

    /// How long to wait before a refused group is tried again if nothing new comes; also the least time between two
    /// tries.
    package var retryPause: Duration = .milliseconds(100)

    /// Bytes of an HTTP body once its content encoding is undone; more is refused with 413.
    package var maximumBodyBytes = 1 << 20

    /// How long the same bytes of the same sender over HTTP are kept only once, by receipt time; 0: not at all.
    package var duplicateWindow: Duration = .seconds(60)

    /// How many alerts the duplicate window remembers; at the bound the oldest one is forgotten before its time.
    package var maximumRememberedAlerts = 131_072

    /// Whether falcosidekick's three metric families are kept too.
    package var hasFalcosidekickMetrics = false

    /// This bridge among several that write one log.
    ///
    /// It is part of the producer's id, so that bridges do not fence each other, and precedes the name of each of its
    /// doors (`edge-1/http`), so that each has its own counters.
    @Setting(
        .text(
            "bridge.name",
            default: "",
            "Unique name of this bridge among several on one log; stable across restarts, empty for a single one."
        )
    )
    package var bridgeName: String

    /// The producer's name in the log.
    package var producerID: String {
        bridgeName.isEmpty ? "bridge" : "bridge.\(bridgeName)"
    }

    /// A door's name as the log knows it.
    package func doorName(_ name: String) -> String {
        bridgeName.isEmpty ? name : "\(bridgeName)/\(name)"
    }

    /// Fields added to envelopes, and filters.
    package var shaping = AlertShaping()

    /// Whether to record when each node reports; ``SensorHeartbeat`` writes it.
    package var watchesNodes = false

    /// The least urgent priority that is kept now; nil keeps all.
    ///
    /// Called for each alert, on the writer's thread: a nearly full spool drops the least urgent
    /// (``SpoolSettings/whenFull``).
    package var leastKept: @Sendable () -> Priority? = { nil }

    /// The largest records that the log takes; without limits unless a forwarder knows some.
    package var limits = RecordLimits()

    /// Whether a door's name, as the log knows it, is one of this bridge.
    package func isOwn(_ door: String) -> Bool {
        bridgeName.isEmpty || door.hasPrefix("\(bridgeName)/")
    }

    package static var settings: [SettingPlace<IntakeSettings>] {
        [.init(\.$tenant), .init(\.$cluster), .init(\.$bridgeName)]
    }

    package init() {}

    /// Takes the HTTP door's settings for bodies and duplicates.
    package mutating func take(_ door: HTTPDoorSettings) {
        maximumBodyBytes = door.bodyBytes
        duplicateWindow = door.duplicateWindow
        hasFalcosidekickMetrics = door.hasFalcosidekickMetrics
    }
}
