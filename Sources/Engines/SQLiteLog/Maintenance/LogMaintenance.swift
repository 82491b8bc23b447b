import Foundation
import Lifecycle
import LogPort
import Synchronization

/// Retention and compaction of an owned log: at intervals on its own thread, and when asked.
///
/// It reads and decides here; changes are jobs of the writer, each one short transaction between two groups. A run ends
/// at an error: the rest is due at the next run, and the writer notes an error of the disk and then refuses everything.
final class LogMaintenance: Sendable {
    private struct State {
        var isRunning = false
        var isStopping = false
        var hasThread = false
        /// Ends of the partitions when they were last accounted for.
        var accounted: [Int64] = []
    }

    private let core: LogCore
    private let state = Monitor(State())

    init(_ core: LogCore) {
        self.core = core
    }

    func start() {
        guard let seconds = core.settings.maintenanceSeconds else { return }
        state.change { $0.hasThread = true }
        let thread = Thread { [self] in
            while state.wait(until: Deadline(afterMilliseconds: seconds * 1_000), for: { $0.isStopping ? true : nil })
                == nil
            {
                // The next run does the rest.
                try? run(nowMilliseconds: Int64(Date().timeIntervalSince1970 * 1_000), isForced: false)
            }
            state.change { $0.hasThread = false }
        }
        thread.name = "log-maintenance"
        thread.start()
    }

    /// Ends the thread; the log is closed already, so that a run in the middle stops at its next job.
    func stop() {
        state.change { $0.isStopping = true }
        _ = state.wait(until: nil) { $0.hasThread || $0.isRunning ? nil : true }
    }

    /// Goes through all partitions once; waits for another run to end.
    ///
    /// - Parameters:
    ///   - nowMilliseconds: Against what ages are measured, in milliseconds since 1970.
    ///   - isForced: Whether partitions are compacted that have little to gain.
    /// - Throws: ``LogError`` of the first partition that cannot be maintained.
    func run(nowMilliseconds: Int64, isForced: Bool) throws(LogError) {
        _ = state.wait(until: nil) { state -> Bool? in
            guard !state.isRunning else { return nil }
            state.isRunning = true
            return true
        }
        defer { state.change { $0.isRunning = false } }
        let partitions = core.state.withLock(\.partitions)
        for (number, partition) in partitions.enumerated() {
            switch partition.settings.cleanup {
            case .delete: try removeExpired(from: number, nowMilliseconds)
            case .compact:
                let dirty = partition.storedBytes - partition.cleanBytes
                let isDue = dirty >= max(core.settings.compactionBytes, partition.cleanBytes)
                if isDue || isForced && partition.next > partition.clean {
                    try Compactor(core, number, partition, nowMilliseconds).run()
                }
            }
        }
        // An idle log writes nothing.
        let ends = core.state.withLock { $0.partitions.map(\.next) }
        guard state.change({ $0.accounted != ends }) else { return }
        try core.run { writer throws(LogError) in try writer.account() }
        state.change { $0.accounted = ends }
    }

    private func removeExpired(from number: Int, _ nowMilliseconds: Int64) throws(LogError) {
        while try core.run({ writer throws(LogError) in try writer.removeExpired(from: number, nowMilliseconds) }) {}
    }
}
