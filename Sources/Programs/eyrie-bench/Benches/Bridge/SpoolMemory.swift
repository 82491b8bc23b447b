import Foundation
import KafkaLog

/// Resident memory of the bridge while its spool fills, when it starts on a full one, and while that is drained.
struct SpoolMemory {
    private static let maximumLoads = 45

    private let plan: BridgePlan

    init(_ plan: BridgePlan) {
        self.plan = plan
    }

    func measure() throws -> BenchResult {
        guard let wrk = plan.peer("wrk", package: "wrk") else {
            return plan.skip(.spool, "wrk fills the spool")
        }
        let folder = try TemporaryFolder("bridge-spool")
        defer { folder.remove() }
        let home = "\(folder.path)/full"
        var side = try LoadedBridge(plan, wrk, folder, name: "full")
        defer { side.bridge.stop() }
        let wanted = plan.spoolMebibytes << 20
        var loads = 0
        while size(of: home) < wanted {
            loads += 1
            guard loads < Self.maximumLoads else {
                throw BenchFailure("the spool has \(size(of: home) >> 20) MiB after \(loads) loads of 10 s")
            }
            try side.fill(seconds: 10)
            plan.progress(
                "spool: \(size(of: home) >> 20) MiB of \(plan.spoolMebibytes), "
                    + "\(NumberText.short(side.bridge.peakMebibytes)) MiB of memory at most"
            )
        }
        let filling = side.bridge.peakMebibytes
        side.bridge.stop()
        var result = BenchResult(figures: [
            figure("spool: resident memory while filling", filling),
            Figure("spool: filled to", Double(size(of: home) >> 20), "MiB"),
        ])
        let count = side.acceptedCount
        plan.progress("spool: starting on it again")
        let again = try BridgeProcess(plan.program, folder: home)
        defer { again.stop() }
        // Long enough for a look at what waits.
        sleep(5)
        result.figures.append(figure("spool: resident memory, started on it", again.peakMebibytes))
        again.stop()
        if let servers = plan.servers {
            result.figures += try drain(home, servers, count)
        } else {
            plan.progress("spool: not drained, since no cluster is named (--kafka)")
            result.figures += try side.audit("spool")
        }
        return result
    }

    private func drain(_ home: String, _ servers: String, _ accepted: Int) throws -> [Figure] {
        let place = try KafkaPlace(bootstrapServers: servers, purpose: "spool")
        defer { place.remove() }
        let watch = Stopwatch()
        let bridge = try BridgeProcess(plan.program, folder: home, place: place)
        defer { bridge.stop() }
        let quiet = try bridge.waitUntilForwarded(atLeast: accepted)
        let seconds = watch.seconds - quiet
        let peak = bridge.peakMebibytes
        bridge.stop()
        plan.progress("spool: drained after \(Int(seconds)) s, counting")
        let census = try AlertCensus.of(place.log)
        return [
            figure("spool: resident memory while draining", peak),
            Figure("spool: drained with nothing coming in", Double(census.alerts) / seconds, "alerts/s"),
            Figure("spool: answered 200", Double(accepted), "alerts"),
            Figure("spool: in the cluster", Double(census.alerts), "alerts"),
            Figure("spool: 200 and not there", Double(max(0, accepted - census.alerts)), "alerts", .exactly(0)),
            Figure("spool: in the cluster twice", Double(census.repeated), "alerts", .exactly(0)),
        ]
    }

    private func figure(_ name: String, _ mebibytes: Double) -> Figure {
        Figure(name, mebibytes, "MiB", .below(BridgeLoads.memoryMebibytes))
    }

    /// Bytes of the spool's files, as stored.
    private func size(of home: String) -> Int {
        let spool = BridgeProcess.spool(of: home)
        let names = (try? FileManager.default.contentsOfDirectory(atPath: spool)) ?? []
        return names.reduce(0) { sum, name in
            let attributes = try? FileManager.default.attributesOfItem(atPath: "\(spool)/\(name)")
            return sum + ((attributes?[.size] as? Int) ?? 0)
        }
    }
}
