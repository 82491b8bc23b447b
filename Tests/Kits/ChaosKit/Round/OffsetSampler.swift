import Lifecycle
import LogPort
import NodeAssembly
import StageRuntime
import Synchronization

/// Reads what every group has committed, again and again, until it is stopped.
final class OffsetSampler: Sendable {
    private let log: any LogReading
    private let partitions: Int32
    private let samples = Mutex<[OffsetSample]>([])
    private let thread = ServiceThread(name: "chaos-sampler")

    init(log: any LogReading, partitions: Int32) {
        self.log = log
        self.partitions = partitions
    }

    func start() throws(LifecycleError) {
        try thread.start { [self] stop in
            repeat {
                sample(until: stop)
            } while !stop.wait(for: .milliseconds(700))
        }
    }

    /// - Returns: What was seen, in order.
    func finish() -> [OffsetSample] {
        thread.stop()
        return samples.withLock { $0 }
    }

    private func sample(until stop: StopFlag) {
        for stage in Parts.all.stages {
            for number in 0..<partitions where !stop.isSet {
                let place = TopicPartition(stage.wiring.input, number)
                // A coordinator that moves answers nothing for a while: there is no sample then.
                guard let offset = try? log.committedOffset(group: stage.wiring.group, in: place) else { continue }
                let sample = OffsetSample(group: stage.wiring.group, partition: number, offset: offset)
                samples.withLock { $0.append(sample) }
            }
        }
    }
}

/// What a group had committed in a partition of its input at one moment.
package struct OffsetSample: Sendable, Equatable {
    package let group: String
    package let partition: Int32
    package let offset: Int64

    package init(group: String, partition: Int32, offset: Int64) {
        self.group = group
        self.partition = partition
        self.offset = offset
    }
}
