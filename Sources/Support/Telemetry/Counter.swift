import Synchronization

/// A count that only rises; it starts at 0 with the process.
package final class Counter: Metric {
    private let count = Atomic<UInt64>(0)

    /// Starts at 0.
    package init() {}

    /// Counts; one atomic addition, safe from any thread.
    package func increment(by amount: UInt64 = 1) {
        count.wrappingAdd(amount, ordering: .relaxed)
    }

    /// The count so far.
    package var value: UInt64 { count.load(ordering: .relaxed) }

    func samples() -> [MetricSample] {
        [MetricSample(value: "\(value)")]
    }
}
