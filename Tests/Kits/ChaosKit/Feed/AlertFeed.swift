import Cryptography
import EventModel
import HTTPRequests
import Lifecycle
import PipelineTestKit
import Synchronization

/// Posts a seeded stream of alerts to a bridge, each once, and remembers what was answered.
///
/// Several senders share the stream by place, each over one connection that it keeps; each sends at an even rate. An
/// alert is never sent again: what a broken exchange left behind is for the checker to see.
final class AlertFeed: Sendable {
    /// Senders beside each other: the bridge keeps as many alerts in one transaction.
    private static let senders = 16

    /// Few enough profiles that each has many alerts in a round.
    static let shape = ClusterShape(workloads: 16, podsPerWorkload: 2, nodes: 4)

    private let alerts: AlertStream
    private let url: String
    private let perSecond: Int
    private let sent = Mutex<[SentAlert]>([])
    private let slowest = Mutex(Duration.zero)
    private let clock = ContinuousClock()
    private let stop = StopFlag()
    private let threads: Mutex<[WorkerThread]> = Mutex([])

    /// Prepares a stream; the cluster and every alert follow from the seed, with an intrusion in the middle.
    init(seed: UInt64, alerts count: Int, perSecond: Int, port: UInt16) {
        let generator = AlertGenerator(seed: seed, shape: Self.shape)
        let noon = AlertGenerator.defaultStart + 43_200_000_000_000
        // The stream ends early in most rounds: the intrusion lies where it is certainly sent.
        let intrusion = generator.intrusion(at: noon - 38_000_000_000_000)
        alerts = generator.quietDay(alerts: count).merging(intrusion.alerts)
        url = "http://127.0.0.1:\(port)/"
        self.perSecond = perSecond
    }

    func start() throws(LifecycleError) {
        for number in 0..<Self.senders {
            let thread = WorkerThread(name: "chaos-feed-\(number)") { [self] _ in send(number) }
            try thread.start()
            threads.withLock { $0.append(thread) }
        }
    }

    /// Sends no more, waits for the last answers, and returns what was sent.
    func finish() -> [SentAlert] {
        stop.set()
        for thread in threads.withLock({ $0 }) {
            thread.join()
        }
        return sent.withLock { $0 }
    }

    var count: Int {
        sent.withLock { $0.count }
    }

    /// The longest wait for an answer so far, in seconds.
    var slowestSeconds: Double {
        slowest.withLock { $0 / .seconds(1) }
    }

    private func send(_ number: Int) {
        var options = HTTPClientOptions()
        options.timeout = .seconds(20)
        let client = HTTPClient(options)
        let pause = Duration.microseconds(1_000_000 * Self.senders / perSecond)
        var index = number
        while index < alerts.count, !stop.isSet {
            let bytes = Array(alerts[index])
            let id = SHA256.digest(of: bytes).withBytes { Digest($0) }.eventID
            let outcome: SentAlert.Outcome
            let asked = clock.now
            do throws(HTTPRequestsError) {
                let answer = try client.post(
                    url,
                    headers: [HTTPClientHeader("Content-Type", "application/json")],
                    body: bytes
                )
                outcome = (200..<300).contains(answer.status) ? .acknowledged : .refused(status: answer.status)
            } catch {
                outcome = .unknown
            }
            let took = asked.duration(to: clock.now)
            slowest.withLock { $0 = max($0, took) }
            sent.withLock { $0.append(SentAlert(id: id, outcome: outcome)) }
            stop.wait(for: pause)
            index += Self.senders
        }
    }
}
