import Synchronization

/// Counts of observed values in fixed buckets, with their sum.
package final class Histogram: Metric {
    /// Upper bounds for durations in seconds, 0.1 ms to 10 s.
    package static let seconds: [Double] = [
        0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10,
    ]

    /// Upper bounds of the buckets, inclusive, rising; a last bucket without bound is always there.
    package let bounds: [Double]
    /// Counts of the buckets alone (not cumulative), the unbounded one last.
    private let buckets: [Counter]
    private let sumBits = Atomic<UInt64>(0)

    /// Makes an empty histogram; the bounds are finite and rise strictly.
    package init(bounds: [Double]) {
        precondition(bounds.allSatisfy(\.isFinite), "the bound of a bucket must be finite")
        precondition(zip(bounds, bounds.dropFirst()).allSatisfy { $0 < $1 }, "the bounds of buckets must rise")
        self.bounds = bounds
        buckets = (0...bounds.count).map { _ in Counter() }
    }

    /// Counts a value; one that is not a number is omitted.
    package func observe(_ value: Double) {
        guard !value.isNaN else { return }
        buckets[bounds.firstIndex { value <= $0 } ?? bounds.count].increment()
        sumBits.add(value)
    }

    /// Counts a duration in seconds.
    package func observe(_ duration: Duration) {
        let (seconds, attoseconds) = duration.components
        observe(Double(seconds) + Double(attoseconds) / 1e18)
    }

    /// How many values were counted.
    package var count: UInt64 { buckets.reduce(0) { $0 + $1.value } }

    /// The sum of the counted values.
    package var sum: Double { Double(bitPattern: sumBits.load(ordering: .relaxed)) }

    func samples() -> [MetricSample] {
        // The count is the last bucket's sum, not read again, so that both agree while other threads count.
        var total: UInt64 = 0
        var samples: [MetricSample] = []
        for (index, bucket) in buckets.enumerated() {
            total += bucket.value
            let bound = index < bounds.count ? PrometheusText.number(bounds[index]) : "+Inf"
            samples.append(MetricSample(suffix: "_bucket", bound: bound, value: "\(total)"))
        }
        samples.append(MetricSample(suffix: "_sum", value: PrometheusText.number(sum)))
        samples.append(MetricSample(suffix: "_count", value: "\(total)"))
        return samples
    }
}
