import Foundation
import KafkaLog

/// Alerts at a fixed rate for a long time: memory, descriptors and threads stay what they are after a minute.
struct BridgeSoak {
    private static let standardMinutes = 45.0
    private let plan: BridgePlan

    init(_ plan: BridgePlan) {
        self.plan = plan
    }

    func measure() throws -> BenchResult {
        let folder = try TemporaryFolder("bridge-soak")
        defer { folder.remove() }
        guard let servers = plan.servers else {
            plan.progress("soak: no cluster is named (--kafka), so `eyrie up` with all stages on the embedded log")
            let process = try EyrieProcess(
                program: plan.program,
                folder: folder.path,
                settings: ["logging.level=notice"]
            )
            defer { process.stop() }
            let ports = try process.waitUntilReady(within: 30)
            return try soak(process, port: ports.http, below: 200) {
                process.stop()
                return try AlertCensus.embedded(folder: folder.path, $0)
            }
        }
        let place = try KafkaPlace(bootstrapServers: servers, purpose: "soak")
        defer { place.remove() }
        let bridge = try BridgeProcess(plan.program, folder: folder.path, place: place)
        defer { bridge.stop() }
        return try soak(bridge.process, port: bridge.httpPort, below: BridgeLoads.memoryMebibytes) { body in
            try bridge.waitUntilForwarded(atLeast: 1)
            bridge.stop()
            return try AlertCensus.of(place.log, body)
        }
    }

    private func soak(
        _ process: EyrieProcess,
        port: Int,
        below mebibytes: Double,
        count: ((AlertCensus.Entry) -> Void) throws -> AlertCensus
    ) throws -> BenchResult {
        let minutes = plan.minutes ?? Self.standardMinutes
        let senders = try SteadySenders(url: "http://127.0.0.1:\(port)/", rate: plan.rate, seed: 6_201)
        let watch = Stopwatch()
        let computed = ProcessTime.seconds(of: process.identifier)
        try senders.start()
        // A short soak has its looks closer together.
        let interval = min(60, minutes * 60 / 5)
        var looks: [ProcessHoldings] = []
        while watch.seconds < minutes * 60 - 0.5 {
            usleep(UInt32(max(0, interval * Double(looks.count + 1) - watch.seconds) * 1e6))
            let look = ProcessHoldings(of: process.identifier)
            guard look.threads > 0 else {
                senders.stop()
                throw BenchFailure("the process has ended:\n\(process.output)")
            }
            looks.append(look)
            plan.progress(
                "soak: after \(Int(watch.seconds)) s \(senders.sentCount) sent, \(NumberText.short(look.mebibytes)) MiB, "
                    + "\(look.descriptors) descriptors, \(look.threads) threads"
            )
        }
        senders.stop()
        let seconds = watch.seconds
        let share = (ProcessTime.seconds(of: process.identifier) - computed) / seconds
        let peak = ProcessMemory.peakMebibytes(of: process.identifier)
        var outcome = SteadyOutcome(senders)
        let census = try count { outcome.note($0) }
        if let failure = outcome.firstFailure {
            plan.progress("soak: the first alert that was not taken: \(failure)")
        }
        plan.progress("soak: \(census.alerts) alerts in the log")
        return BenchResult(
            figures: holdings(looks, peak, below: mebibytes) + [
                Figure("soak: minutes", seconds / 60, "min"),
                Figure("soak: rate", Double(outcome.sent) / seconds, "alerts/s", .atLeast(Double(plan.rate) * 0.99)),
                Figure("soak: processor", share, "cores"),
            ] + outcome.figures("soak")
        )
    }

    /// Flat: after the first look memory grows by 10 MiB at most, descriptors and threads by what comes and goes.
    private func holdings(_ looks: [ProcessHoldings], _ peak: Double, below bound: Double) -> [Figure] {
        guard let first = looks.first, let last = looks.last else { return [] }
        let isFlat =
            last.mebibytes - first.mebibytes <= 10 && abs(last.descriptors - first.descriptors) <= 4
            && abs(last.threads - first.threads) <= 2
        plan.progress("soak: \(isFlat ? "flat" : "NOT flat")")
        return [
            Figure("soak: resident memory, first", first.mebibytes, "MiB"),
            Figure("soak: resident memory, last", last.mebibytes, "MiB"),
            Figure("soak: resident memory, growth", last.mebibytes - first.mebibytes, "MiB", .atMost(10)),
            Figure("soak: resident memory, largest", peak, "MiB", .below(bound)),
            Figure("soak: descriptors, first", Double(first.descriptors), "descriptors"),
            Figure("soak: descriptors, last", Double(last.descriptors), "descriptors"),
            Figure("soak: descriptors, growth", Double(last.descriptors - first.descriptors), "more", .atMost(4)),
            Figure("soak: threads, first", Double(first.threads), "threads"),
            Figure("soak: threads, last", Double(last.threads), "threads"),
            Figure("soak: threads, growth", Double(last.threads - first.threads), "more", .atMost(2)),
        ]
    }
}
