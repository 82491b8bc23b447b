package import Configuration
package import EventModel

/// How the bridge names what it receives, and the limits of what it holds.
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
            "Cluster the alerts come from; second part of every profile; to be set where bridge.name is."
        )
    )
    package var cluster: String

    /// Received bytes that are not yet durable; at the bound HTTP answers 503 and files wait.
    package var maximumHeldBytes = 16 << 20

    /// Bodies and batches that are not yet durable; at the bound HTTP answers 503 and files wait.
    package var maximumHeldCount = 16_384

    /// Bytes of records after which a group is committed although more is waiting.
    package var groupBytes = 4 << 20

    /// How long to wait before trying again what the log refused, when nothing new comes; also the least time between
    /// two tries.
    package var retryPause: Duration = .milliseconds(100)

    /// Bytes of an HTTP body once its content encoding is undone; more is refused with 413.
    package var maximumBodyBytes = 1 << 20

    /// How long the same bytes of the same sender over HTTP are kept once only, by receipt time; 0 for not at all.
    package var duplicateWindow: Duration = .seconds(60)

    /// How many alerts the duplicate window remembers; at the bound the oldest one is forgotten before its time.
    package var maximumRememberedAlerts = 131_072

    /// Whether falcosidekick's three metric families are kept too.
    package var hasFalcosidekickMetrics = false

    /// This bridge among several that write one log.
    ///
    /// It is part of the producer's id, so that bridges do not fence each other, and
    /// stands before the name of each of its doors (`edge-1/http`), so that each counts for itself.
    @Setting(
        .text(
            "bridge.name",
            default: "",
            "This bridge among several that write one log; stable across restarts, empty when there is one only."
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

    /// What is added to envelopes, and what is left out by name.
    package var shaping = AlertShaping()

    /// Whether it is noted when each node reports; ``SensorHeartbeat`` tells of it.
    package var watchesNodes = false

    /// The least urgent priority that is kept now; nil keeps all.
    ///
    /// Asked of each alert, on the writer's thread: a spool that fills up drops what matters least
    /// (``SpoolSettings/whenFull``).
    package var leastKept: @Sendable () -> Priority? = { nil }

    /// Whether a door's name, as the log knows it, is one of this bridge.
    package func isOwn(_ door: String) -> Bool {
        bridgeName.isEmpty || door.hasPrefix("\(bridgeName)/")
    }

    package static var settings: [SettingPlace<IntakeSettings>] {
        [.init(\.$tenant), .init(\.$cluster), .init(\.$bridgeName)]
    }

    package init() {}

    /// Takes what the settings of the HTTP door say of bodies and of alerts that come twice.
    package mutating func take(_ door: HTTPDoorSettings) {
        maximumBodyBytes = door.bodyBytes
        duplicateWindow = door.duplicateWindow
        hasFalcosidekickMetrics = door.hasFalcosidekickMetrics
    }
}
