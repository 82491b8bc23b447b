import LogPort
import Synchronization
import Telemetry

/// Counts the records of a spool that the log does not have yet: alerts, sensors and dead letters, without counters.
///
/// The writer adds to it, the forwarder takes from it; what was there at the start the forwarder counts once.
package final class SpoolTally: Sendable {
    private struct State {
        var count: Int64 = 0
        var gauge: Gauge?
    }

    private let state = Mutex(State())
    /// The spool's end before this process wrote into it.
    let initialEnd: Int64

    /// Begins at zero.
    ///
    /// - Parameter initialEnd: The spool's end before this process writes into it.
    init(initialEnd: Int64) {
        self.initialEnd = initialEnd
    }

    /// Records that wait.
    package var count: Int64 {
        state.withLock { $0.count }
    }

    /// Shows the count from now on.
    func show(in gauge: Gauge) {
        state.withLock { state in
            state.gauge = gauge
            gauge.set(Double(max(0, state.count)))
        }
    }

    /// Takes more records in; a negative number lets some go.
    func add(_ count: Int64) {
        state.withLock { state in
            state.count += count
            state.gauge?.set(Double(max(0, state.count)))
        }
    }

    /// Counts the records of a range of a spool, without counters; damaged parts are passed over.
    ///
    /// - Throws: ``LogError`` when the spool cannot be read.
    static func count(_ range: Range<Int64>, in log: any LogReading) throws(LogError) -> Int64 {
        let first = max(range.lowerBound, try log.resolve(.earliest, in: SpoolTopics.records))
        guard first < range.upperBound else { return 0 }
        var count: Int64 = 0
        do throws(LogError) {
            try log.forEach(in: SpoolTopics.records, from: .offset(first), to: .offset(range.upperBound)) { record in
                count += isCounted(record) ? 1 : 0
            }
        } catch {
            guard error.code == .corrupt || error.code == .outOfRange else { throw error }
        }
        return count
    }

    /// Whether a record of the spool is one that people know, and no door's counters.
    static func isCounted(_ record: RecordView) -> Bool {
        guard let header = record.header(SpoolTopics.destination) else { return false }
        return !header.elementsEqual(DoorChangelog.partition.topic.utf8)
    }
}
