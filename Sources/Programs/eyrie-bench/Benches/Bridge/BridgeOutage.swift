import Foundation
import KafkaLog

/// Brokers that are away for minutes while alerts go on, and come back: all kept, drained quickly, in order.
///
/// A command takes the brokers away and another brings them back, so that they really are: a process that is killed, a
/// network that is cut, whatever those commands do.
struct BridgeOutage {
    private static let standardMinutes = 10.0
    /// Seconds of sending before the outage, and again after the spool is empty.
    private static let calm = 10.0

    private let plan: BridgePlan

    init(_ plan: BridgePlan) {
        self.plan = plan
    }

    func measure() throws -> BenchResult {
        guard let servers = plan.servers, let away = plan.away, let back = plan.back else {
            return plan.skip(.outage, "it needs --kafka, --away COMMAND and --back COMMAND")
        }
        let folder = try TemporaryFolder("bridge-outage")
        defer { folder.remove() }
        let place = try KafkaPlace(bootstrapServers: servers, purpose: "outage")
        defer { place.remove() }
        let bridge = try BridgeProcess(plan.program, folder: folder.path, place: place)
        defer { bridge.stop() }
        let senders = try SteadySenders(url: "http://127.0.0.1:\(bridge.httpPort)/", rate: plan.rate, seed: 6_301)
        let watch = Stopwatch()
        try senders.start()
        defer { senders.stop() }
        usleep(UInt32(Self.calm * 1e6))
        guard try bridge.metric("eyrie_spool_forwarded_total") > 0 else {
            throw BenchFailure("nothing was forwarded while the brokers were there:\n\(bridge.process.output)")
        }
        plan.progress("outage: \(senders.sentCount) sent, taking the brokers away")
        try shell(away)
        try wait(seconds: (plan.minutes ?? Self.standardMinutes) * 60, bridge, senders)
        plan.progress("outage: bringing the brokers back")
        let before = try bridge.metric("eyrie_spool_forwarded_total")
        let backAgain = Stopwatch()
        try shell(back)
        var result = BenchResult(figures: try drain(bridge, place, senders, before, backAgain))
        usleep(UInt32(Self.calm * 1e6))
        senders.stop()
        let seconds = watch.seconds
        let peak = bridge.peakMebibytes
        var outcome = SteadyOutcome(senders)
        try bridge.waitUntilForwarded(atLeast: outcome.accepted)
        bridge.stop()
        plan.progress("outage: counting what is in the cluster")
        let census = try AlertCensus.of(place.log) { outcome.note($0) }
        if let failure = outcome.firstFailure {
            plan.progress("outage: the first alert that was not taken: \(failure)")
        }
        plan.progress("outage: \(census.alerts) alerts in the cluster, \(outcome.accepted) answered 200")
        result.figures += [
            Figure("outage: rate of sending", Double(outcome.sent) / seconds, "alerts/s"),
            Figure("outage: resident memory, largest", peak, "MiB", .below(BridgeLoads.memoryMebibytes)),
        ]
        result.figures += outcome.figures("outage")
        return result
    }

    /// Waits and tells of it; senders go on.
    private func wait(seconds: Double, _ bridge: BridgeProcess, _ senders: SteadySenders) throws {
        let watch = Stopwatch()
        while watch.seconds < seconds {
            usleep(UInt32(min(60, seconds - watch.seconds) * 1e6))
            let holdings = ProcessHoldings(of: bridge.process.identifier)
            plan.progress(
                "outage: \(Int(watch.seconds)) s away, \(senders.sentCount) sent, "
                    + "\(NumberText.short(holdings.mebibytes)) MiB, \(holdings.threads) threads"
            )
        }
    }

    /// Watches the spool from the first alerts that move until what waits is what came in the last second.
    ///
    /// The moved alerts are the increase in the cluster; the spool's own count includes doors' counters.
    private func drain(
        _ bridge: BridgeProcess,
        _ place: KafkaPlace,
        _ senders: SteadySenders,
        _ before: Double,
        _ backAgain: Stopwatch
    ) throws -> [Figure] {
        var began: (watch: Stopwatch, count: Int64, sent: Int)?
        var silent = 0.0
        while true {
            usleep(20_000)
            guard backAgain.seconds < 600 else {
                throw BenchFailure("the spool is not empty after 10 minutes:\n\(bridge.process.output)")
            }
            // The bridge's metrics of its spool are as of its last transaction.
            guard try bridge.metric("eyrie_spool_forwarded_total") > before else { continue }
            guard let began else {
                silent = backAgain.seconds
                began = (Stopwatch(), try place.alertCount(), senders.sentCount)
                continue
            }
            guard try bridge.metric("eyrie_spool_records") <= Double(plan.rate) else { continue }
            let seconds = began.watch.seconds
            let moved = Double(try place.alertCount() - began.count)
            let arrived = Double(senders.sentCount - began.sent)
            plan.progress("outage: \(Int(moved)) alerts moved in \(NumberText.short(seconds)) s")
            return [
                Figure("outage: drained while new ones flow", moved / seconds, "alerts/s", .atLeast(20_000)),
                Figure("outage: the backlog alone", max(0, moved - arrived) / seconds, "alerts/s"),
                Figure("outage: drained within", seconds, "s"),
                Figure("outage: arrived meanwhile", arrived, "alerts"),
                Figure("outage: first alerts after", silent, "s"),
            ]
        }
    }

    /// Runs a command to its end, though not to that of what it leaves running: `Process` would wait for those, too.
    private func shell(_ command: String) throws {
        let status = system(command)
        guard status == 0 else { throw BenchFailure("`\(command)` ended with status \(status)") }
    }
}
