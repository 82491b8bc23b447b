import EventModel
import Foundation
import LogPort
import NodeAssembly
import StageRuntime

/// Looks at a log to see how far its stages are.
struct DecisionWatch {
    private let log: any LogReading
    private let partitions: Int32

    init(_ log: any LogReading) throws {
        self.log = log
        partitions = try log.partitionCount(of: Topics.alerts.name)
    }

    /// Records of a co-partitioned topic so far.
    func count(of topic: String) throws -> Int64 {
        var sum: Int64 = 0
        for partition in 0..<partitions {
            sum += try log.resolve(.latest, in: TopicPartition(topic, partition))
        }
        return sum
    }

    /// Whether every stage has committed behind everything that it was given.
    func isAllDecided() throws -> Bool {
        for stage in Parts.all.stages {
            let wiring = stage.wiring
            for partition in 0..<partitions {
                let place = TopicPartition(wiring.input, partition)
                let next = try log.committedOffset(group: wiring.group, in: place) ?? 0
                if try next < log.resolve(.latest, in: place) {
                    return false
                }
            }
        }
        return true
    }

    /// Waits until everything that was handed in before is kept and decided.
    ///
    /// - Throws: `BenchFailure` when there is no progress for a minute.
    func waitUntilDecided(alerts: Int64) throws {
        var last: Int64 = -1
        var progress = Stopwatch()
        while try count(of: Topics.alerts.name) < alerts || !isAllDecided() {
            let now = try count(of: Topics.alerts.name) + count(of: Topics.verdicts.name)
            if now != last {
                last = now
                progress = Stopwatch()
            } else if progress.seconds > 60 {
                throw BenchFailure("nothing was decided for a minute")
            }
            usleep(2_000)
        }
    }
}
