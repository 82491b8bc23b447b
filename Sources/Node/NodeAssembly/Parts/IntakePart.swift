import Configuration
import FalcoBridge

extension Part {
    /// The intake of all doors: the writer, on Kafka with a spool.
    static let intake = Part(
        "bridge",
        .intake,
        node: BridgeTopics.node,
        settings: [IntakeSettings.self],
        check: { try Part.checkedIntake($0[IntakeSettings.self]) },
        make: { context in
            var intake = context.settings[IntakeSettings.self]
            intake.take(context.settings[HTTPDoorSettings.self])
            intake.shaping = try context.settings[ShapingSettings.self].shaping()
            intake.watchesNodes = context.running.contains { $0.name == Part.sensors.name }
            let spooled = try SpooledIntake(context, intake)
            intake.leastKept = spooled.leastKept
            let log = context.health.watch("bridge.intake").watching(spooled.front)
            let writer = try AlertIntake(
                log: log,
                settings: intake,
                metrics: context.metrics,
                logger: context.logger,
                onTrouble: { [health = context.health] in health.note($0, of: "bridge.intake") }
            )
            return spooled.services + [writer]
        }
    )

    private static func checkedIntake(_ settings: IntakeSettings) throws(SettingFault) {
        _ = try ProcessName.check(settings.$bridgeName)
        guard !settings.tenant.isEmpty, !settings.cluster.isEmpty else {
            throw SettingFault("bridge.tenant and bridge.cluster: a tenant and a cluster need names")
        }
        // Bridges that share a log and a default would silently mix the behavior of clusters in one profile.
        if !settings.bridgeName.isEmpty, settings.$cluster.origin == .byDefault {
            throw SettingFault(
                "bridge.cluster: is not set, and bridge.name says that several bridges write this log; set it to the "
                    + "cluster whose alerts this bridge takes, even if that is called local"
            )
        }
    }
}
