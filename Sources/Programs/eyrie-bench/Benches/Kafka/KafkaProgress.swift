import EventModel
import Foundation
import KafkaLog
import LogPort
import StageRuntime

/// Looks from outside how far the stages of a cluster are.
struct KafkaProgress {
    private let place: KafkaPlace

    init(_ place: KafkaPlace) {
        self.place = place
    }

    /// Waits until stages have committed behind everything that they were given, in order.
    ///
    /// The last record of a partition that transactions write is followed by their marker, which no group counts.
    ///
    /// - Throws: `BenchFailure` when there is no progress for a minute.
    func waitUntilDecided(_ stages: [StageWiring], _ report: (Int64) -> Void = { _ in }) throws {
        for wiring in stages {
            var last: Int64 = -1
            var quiet = Stopwatch()
            var sinceReport = Stopwatch()
            while true {
                let (next, end) = try committed(wiring)
                if next >= end {
                    break
                }
                if next != last {
                    last = next
                    quiet = Stopwatch()
                }
                guard quiet.seconds < 60 else { throw BenchFailure("\(wiring.name) decided nothing for a minute") }
                if sinceReport.seconds > 5 {
                    report(next)
                    sinceReport = Stopwatch()
                }
                usleep(20_000)
            }
        }
    }

    /// Sums of what a group has committed and of where its input ends, over all partitions.
    private func committed(_ wiring: StageWiring) throws -> (next: Int64, end: Int64) {
        var sums: (next: Int64, end: Int64) = (0, 0)
        for partition in 0..<place.partitions {
            let source = TopicPartition(wiring.input, partition)
            let end = try place.log.resolve(.latest, in: source)
            let next = try place.log.committedOffset(group: wiring.group, in: source) ?? 0
            sums.end += end
            sums.next += next + 1 == end ? end : next
        }
        return sums
    }

    /// Reads a topic to its end and counts the records that are not controls.
    func count(_ topic: String) throws -> Int {
        var count = 0
        for partition in 0..<place.partitions {
            try place.log.forEach(in: TopicPartition(topic, partition)) { record in
                if let value = record.value, !Control.isControl(value) {
                    count += 1
                }
            }
        }
        return count
    }
}
