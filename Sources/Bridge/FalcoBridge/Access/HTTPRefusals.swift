import HTTPService
import Synchronization
import Telemetry

/// Counts whom one HTTP door did not let in, or not go on, and says so in the log at most once a minute for each reason.
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

    /// Counts what the server itself refused; what the admission refused is counted there.
    func count(_ refusal: HTTPRefusal) {
        if refusal != .notAdmitted {
            count(refusal.rawValue, sender: nil)
        }
    }

    /// Counts what the admission refused, and who it was.
    func count(_ refusal: HTTPAccess.Refusal, sender: String) {
        count(refusal.rawValue, sender: sender)
    }

    private func count(_ reason: String, sender: String?) {
        counters[reason]?.increment()
        // Load balancers ask in this way whether the door is open, so it is nothing to tell of.
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
        var metadata: LogMetadata = ["reason": .string(reason)]
        metadata["sender"] = sender.map { .string($0) }
        logger.warning("A client was refused; more of the same within a minute are only counted", metadata)
    }
}
