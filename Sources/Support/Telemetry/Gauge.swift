import Synchronization

/// A value that rises and falls; it starts at 0.
package final class Gauge: Metric {
    /// The value's bits; integers have atomic operations, doubles have not.
    private let bits = Atomic<UInt64>(0)

    /// Starts at 0.
    package init() {}

    /// Sets the value.
    package func set(_ value: Double) {
        bits.store(value.bitPattern, ordering: .relaxed)
    }

    /// Adds to the value; a negative amount lowers it.
    package func add(_ amount: Double) {
        bits.add(amount)
    }

    /// The value now.
    package var value: Double { Double(bitPattern: bits.load(ordering: .relaxed)) }

    func samples() -> [MetricSample] {
        [MetricSample(value: PrometheusText.number(value))]
    }
}

extension Atomic where Value == UInt64 {
    /// Adds to the double whose bits are stored.
    func add(_ amount: Double) {
        var old = load(ordering: .relaxed)
        while true {
            let new = (Double(bitPattern: old) + amount).bitPattern
            let (exchanged, original) = weakCompareExchange(expected: old, desired: new, ordering: .relaxed)
            if exchanged { return }
            old = original
        }
    }
}
