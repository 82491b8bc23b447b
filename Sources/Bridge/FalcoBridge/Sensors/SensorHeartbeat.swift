import EventModel
package import Lifecycle

/// Reports in every interval that the bridge runs and which nodes reported, and once for each node that it fell silent.
///
/// Its reports go through the one writer, like alerts, as a separate door. The first heartbeat comes one interval after
/// the start. A bridge reports silence only for nodes that reported since its own start; ``SensorOverview`` finds the
/// others from the heartbeats alone.
package final class SensorHeartbeat: Service {
    /// The name in log lines.
    package let name = "bridge.heartbeat"
    /// The door that counts the bridge's own reports.
    static let doorName = "sensors"

    private let settings: SensorSettings
    private let bridge: String
    private let intake: AlertIntake
    private let door: IntakeDoor
    private let clock: ReceiptClock
    private let started: Timestamp
    private let thread = ServiceThread(name: "bridge-heartbeat")

    /// Prepares the heartbeat.
    ///
    /// - Parameters:
    ///   - settings: Intervals and thresholds.
    ///   - bridgeName: The bridge's name; may be empty.
    ///   - intake: Where reports go; its settings have `watchesNodes`.
    ///   - clock: The receipt time.
    package init(settings: SensorSettings, bridgeName: String, intake: AlertIntake, clock: ReceiptClock = .system) {
        self.settings = settings
        bridge = bridgeName.isEmpty ? SensorReport.unnamedBridge : bridgeName
        self.intake = intake
        self.clock = clock
        started = Timestamp(milliseconds: clock.milliseconds)
        door = intake.openDoor(Self.doorName, kind: Self.doorName)
    }

    /// Starts on its own thread.
    package func start(_ handle: ServiceHandle) throws {
        try thread.start(reportingTo: handle) { [self] stopFlag in
            while !stopFlag.wait(for: settings.interval) {
                guard beat() else { return }
            }
        }
    }

    /// Ends the thread; no last heartbeat is sent.
    package func stop(within budget: Duration) {
        thread.stop(within: budget)
    }

    /// Sends one heartbeat, and a record for each node that fell silent.
    ///
    /// - Returns: False when the intake has ended.
    package func beat() -> Bool {
        let milliseconds = clock.milliseconds
        let time = Timestamp(milliseconds: milliseconds)
        let silentAfter = settings.silentAfter.components.seconds * 1000
        let look =
            intake.watch?.look(at: milliseconds, silentAfterMilliseconds: silentAfter) ?? SensorWatch.Look()
        var reports = [
            SensorReport.heartbeat(
                bridge: bridge,
                settings: settings,
                started: started,
                look: look,
                doors: intake.openCounters,
                at: time
            )
        ]
        intake.countSilent(look.silent.count)
        for activity in look.silent {
            reports.append(
                SensorReport.silence(of: activity, after: settings.silentAfter, bridge: bridge, at: time)
            )
        }
        return intake.submit(.sensors(reports, receivedMilliseconds: milliseconds), from: door)
    }
}
