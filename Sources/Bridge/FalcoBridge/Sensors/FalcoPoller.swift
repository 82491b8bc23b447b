import EventModel
import HTTPRequests
package import Lifecycle

/// Asks each configured Falco for `/healthz`, `/versions` and `/metrics` and records the answers in the sensors topic.
///
/// One thread asks one after the other. A question takes at most `SensorSettings.pollTimeout`; after one without an
/// answer the others of that endpoint are not asked. An answer beyond 1 MiB counts as none. Redirects are not followed.
package final class FalcoPoller: Service {
    /// The name in log lines.
    package let name = "bridge.poller"

    private let settings: SensorSettings
    private let bridge: String
    private let intake: AlertIntake
    private let door: IntakeDoor
    private let clock: ReceiptClock
    private let thread = ServiceThread(name: "bridge-poller")

    /// Prepares the poller; it shares the door of ``SensorHeartbeat``.
    package init(settings: SensorSettings, bridgeName: String, intake: AlertIntake, clock: ReceiptClock = .system) {
        self.settings = settings
        bridge = bridgeName.isEmpty ? SensorReport.unnamedBridge : bridgeName
        self.intake = intake
        self.clock = clock
        door = intake.openDoor(SensorHeartbeat.doorName, kind: SensorHeartbeat.doorName)
    }

    /// Starts asking on its own thread, at once and then in each interval.
    package func start(_ handle: ServiceHandle) throws {
        try thread.start(reportingTo: handle) { [self] stopFlag in
            repeat {
                guard pollAll(stopFlag) else { return }
            } while !stopFlag.wait(for: settings.pollInterval)
        }
    }

    /// Stops; a request in progress is waited for.
    package func stop(within budget: Duration) {
        thread.stop(within: budget)
    }

    /// Asks every endpoint once.
    ///
    /// - Returns: False when the intake has ended.
    package func pollAll(_ stopFlag: StopFlag) -> Bool {
        var options = HTTPClientOptions()
        options.connectTimeout = settings.pollTimeout
        options.timeout = settings.pollTimeout
        options.maximumBodyBytes = 1 << 20
        for endpoint in settings.endpoints.prefix(SensorSettings.maximumEndpoints) where !stopFlag.isSet {
            let answer = Self.ask(endpoint, HTTPClient(options), stopFlag)
            let milliseconds = clock.milliseconds
            if answer.healthStatus != nil {
                intake.watch?.note(node: answer.node, at: milliseconds)
            }
            let report = SensorReport.answer(answer, bridge: bridge, at: Timestamp(milliseconds: milliseconds))
            guard intake.submit(.sensors([report], receivedMilliseconds: milliseconds), from: door) else {
                return false
            }
        }
        return true
    }

    private static func ask(_ endpoint: String, _ client: HTTPClient, _ stopFlag: StopFlag) -> FalcoAnswer {
        var answer = FalcoAnswer(endpoint: endpoint)
        let base = endpoint.hasSuffix("/") ? String(endpoint.dropLast()) : endpoint
        do throws(HTTPRequestsError) {
            answer.takeHealth(try client.get(base + "/healthz").status, fault: nil)
            guard !stopFlag.isSet else { return answer }
            let versions = try client.get(base + "/versions")
            if versions.status == 200 {
                answer.takeVersions(versions.body)
            }
            guard !stopFlag.isSet else { return answer }
            // Falco answers 404 unless metrics are turned on.
            let metrics = try client.get(base + "/metrics")
            if metrics.status == 200 {
                answer.takeMetrics(metrics.text)
            }
        } catch {
            answer.takeHealth(answer.healthStatus, fault: error.message)
        }
        return answer
    }
}
