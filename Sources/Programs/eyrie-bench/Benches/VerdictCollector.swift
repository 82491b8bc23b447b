import EventModel
import Foundation
import Lifecycle
import LogPort
import Synchronization

/// Reads verdicts as they become visible and notes how long after its receipt each one did.
final class VerdictCollector: Sendable {
    private struct State {
        var latencies: [Double] = []
        var failure: LogError?
    }

    private let log: any LogReading
    private let wanted: Int
    private let isReading = StopFlag()
    private let isFinished = StopFlag()
    private let state = Mutex(State())

    /// Prepares to read that many verdicts.
    init(log: any LogReading, wanted: Int) {
        self.log = log
        self.wanted = wanted
    }

    /// Starts to read on its own thread, from the end of the log on; returns when it is there.
    func start() throws {
        let thread = WorkerThread(name: "verdicts") { [self] stop in
            do throws(LogError) {
                try read(until: stop)
            } catch {
                state.withLock { $0.failure = error }
            }
            isReading.set()
            isFinished.set()
        }
        try thread.start()
        isReading.wait()
        self.thread.withLock { $0 = thread }
    }

    private let thread = Mutex<WorkerThread?>(nil)

    /// Waits for the last verdict.
    ///
    /// - Returns: Milliseconds from receipt to verdict, one of each alert.
    /// - Throws: `BenchFailure` when verdicts are missing after the time.
    func latencies(within budget: Duration) throws -> [Double] {
        isFinished.wait(for: budget)
        if let thread = thread.withLock({ $0 }) {
            thread.requestStop()
            thread.join()
        }
        let state = state.withLock { $0 }
        if let failure = state.failure {
            throw failure
        }
        guard state.latencies.count == wanted else {
            throw BenchFailure("of \(wanted) alerts \(state.latencies.count) had a verdict after \(budget)")
        }
        return state.latencies
    }

    private func read(until stop: StopFlag) throws(LogError) {
        let topic = Topics.verdicts.name
        var readers: [any LogReader] = []
        for partition in 0..<(try log.partitionCount(of: topic)) {
            readers.append(try log.makeReader(of: TopicPartition(topic, partition), from: .latest, to: nil))
        }
        isReading.set()
        var seen: [Double] = []
        seen.reserveCapacity(wanted)
        while seen.count < wanted, !stop.isSet {
            let before = seen.count
            for reader in readers {
                while let batch = try reader.next(maxWaitMilliseconds: 0) {
                    let now = LatencyBench.nowMilliseconds()
                    batch.visit { seen.append(Double(now - $0.timestampMilliseconds)) }
                }
            }
            if seen.count == before {
                usleep(300)
            }
        }
        state.withLock { $0.latencies = seen }
    }
}
