/// An endless stream of Falco alerts of a quiet cluster; every byte is a function of the seed.
///
/// The senders follow Zipf's law over the workloads, with their recurring behaviors. Event times rise from the start by
/// random steps around the mean rate. A release build makes more than a million alerts of 1.5 KB a second on one core:
/// what changes in an alert is patched into a prepared text.
package struct AlertGenerator: Sendable {
    /// Start when none is given: 2026-03-02T00:00:00Z, a Monday, in nanoseconds since 1970.
    package static let defaultStart: Int64 = 1_772_409_600_000_000_000

    let cluster: AlertCluster
    let seed: UInt64
    let startNanoseconds: Int64
    /// Sums of the workloads' weights, 1,000,000 / rank each, for drawing one.
    private let sums: [Int]
    private let stepNanoseconds: Int
    private var generator: SeededGenerator
    private var clock = EventTimeText()
    /// Event time of the alert made last, in nanoseconds since 1970.
    package private(set) var nanoseconds: Int64

    /// - Parameters:
    ///   - seed: Decides the cluster and the stream.
    ///   - shape: Size of the cluster.
    ///   - startNanoseconds: Event time at which the stream begins, in nanoseconds since 1970.
    ///   - alertsPerSecond: Mean rate in event time; 1 to 1,000,000.
    package init(
        seed: UInt64,
        shape: ClusterShape = ClusterShape(),
        startNanoseconds: Int64 = AlertGenerator.defaultStart,
        alertsPerSecond: Int = 50
    ) {
        precondition((1...1_000_000).contains(alertsPerSecond), "1 to 1,000,000 alerts a second")
        self.seed = seed
        self.startNanoseconds = startNanoseconds
        cluster = AlertCluster(shape, seed: seed, startNanoseconds: startNanoseconds)
        generator = SeededGenerator(seed: seed).split(2)
        nanoseconds = startNanoseconds
        stepNanoseconds = 2_000_000_000 / alertsPerSecond
        var total = 0
        sums = cluster.workloads.indices.map { rank in
            total += 1_000_000 / (rank + 1)
            return total
        }
    }

    /// Appends one alert without an end of line.
    @inline(__always)
    package mutating func appendNext(to buffer: inout [UInt8]) {
        nanoseconds += Int64(generator.below(stepNanoseconds)) + 1
        let workload = cluster.workloads[draw()]
        let index = generator.below(workload.templates.count)
        workload.templates[index].render(at: nanoseconds, clock: &clock, generator: &generator, to: &buffer)
    }

    /// Returns one alert.
    package mutating func next() -> [UInt8] {
        var line: [UInt8] = []
        line.reserveCapacity(2_048)
        appendNext(to: &line)
        return line
    }

    /// Returns the next alerts as lines, each with an end of line.
    package mutating func lines(_ count: Int) -> [UInt8] {
        var buffer: [UInt8] = []
        buffer.reserveCapacity(count * 1_800)
        for _ in 0..<count {
            appendNext(to: &buffer)
            buffer.append(10)
        }
        return buffer
    }

    /// Draws a workload, the first ones most often.
    @inline(__always)
    private mutating func draw() -> Int {
        let point = generator.below(sums[sums.count - 1])
        var low = 0
        var high = sums.count - 1
        while low < high {
            let middle = (low + high) / 2
            if sums[middle] <= point {
                low = middle + 1
            } else {
                high = middle
            }
        }
        return low
    }
}
