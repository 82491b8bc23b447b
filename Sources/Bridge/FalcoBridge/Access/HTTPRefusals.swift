import HTTPService
import Synchronization
import Telemetry

/// Counts clients that one HTTP door refused or cut, and logs each reason at most once a minute.
final class HTTPRefusals: Sendable {
    private static let pause: Duration = .seconds(60)

    private let counters: [String: Counter]
    private let logger: Logger
    private let said = Mutex<[String: ContinuousClock.Instant]>([:])

    init(_ family: MetricFamily<Counter>, door: String, logger: Logger) {
        var reasons = HTTPRefusal.allCases.filter { $0 != .notAdmitted }.map(\.rawValue)
        reasons += [HTTPAccess.Refusal.path, .sender].map(\.rawValue)
        counters = Dictionary(uniqueKeysWithValues: reasons.map { ($0, family(door, $0)) })
        self.logger = logger.with(["door": .string(door)])
    }

    /// Counts refusals of the server itself; the admission counts its own.
    func count(_ refusal: HTTPRefusal) {
        if refusal != .notAdmitted {
            count(refusal.rawValue, sender: nil)
        }
    }

    /// Counts a refusal of the admission and logs the client.
    func count(_ refusal: HTTPAccess.Refusal, sender: String) {
        count(refusal.rawValue, sender: sender)
    }

    private func count(_ reason: String, sender: String?) {
        counters[reason]?.increment()
        // Load balancers check in this way whether the door is open, so it is not logged.
        guard reason != HTTPRefusal.noRequest.rawValue else {
            return
        }
        let now = ContinuousClock.now
        let isDue = said.withLock { said in
            if let last = said[reason], now - last < Self.pause {
                return false
            }
            said[reason] = now
            return true
        }
        guard isDue else {
            return
        }
        var metadata: LoggerMetadata = ["reason": .string(reason)]
        metadata["sender"] = sender.map { .string($0) }
        logger.warning("A client was refused; more of the same within a minute are only counted", metadata)
    }
}
