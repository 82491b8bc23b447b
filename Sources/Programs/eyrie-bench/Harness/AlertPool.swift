import EventModel
import PipelineTestKit

/// Generated alerts of about 1.5 KB in one buffer, with the partition of each, to be used round and round.
struct AlertPool: Sendable {
    let bytes: [UInt8]
    let ranges: [Range<Int>]

    /// Makes the alerts of a quiet cluster.
    init(seed: UInt64, count: Int, shape: ClusterShape = ClusterShape()) {
        var generator = AlertGenerator(seed: seed, shape: shape)
        var bytes: [UInt8] = []
        var ranges: [Range<Int>] = []
        bytes.reserveCapacity(count * 1_800)
        ranges.reserveCapacity(count)
        for _ in 0..<count {
            let start = bytes.count
            generator.appendNext(to: &bytes)
            ranges.append(start..<bytes.count)
        }
        self.bytes = bytes
        self.ranges = ranges
    }

    /// Mean length of an alert in bytes.
    var meanLength: Double {
        Double(bytes.count) / Double(ranges.count)
    }
}
