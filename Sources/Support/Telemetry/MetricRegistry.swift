import Synchronization

/// All metrics of a process, made once at start and written out when asked for.
///
/// Names are `eyrie_<noun>_<unit>_total`; a name registered twice, or one that Prometheus refuses, is a mistake of the
/// program and stops it.
package final class MetricRegistry: Sendable {
    /// How many label sets a family keeps unless it says otherwise.
    package static let defaultLimit = 100

    private struct Entry {
        let kind: String
        let help: String
        let labels: [String]
        let series: @Sendable () -> [(values: [String], samples: [MetricSample])]
    }

    private let entries = Mutex<[String: Entry]>([:])

    /// Makes an empty registry.
    package init() {}

    /// Registers a counter; its name ends in "_total".
    package func counter(_ name: String, help: String) -> Counter {
        counters(name, help: help, labels: [], limit: 1)()
    }

    /// Registers counters that differ in their labels; the name ends in "_total".
    package func counters(
        _ name: String,
        help: String,
        labels: [String],
        limit: Int = defaultLimit
    ) -> MetricFamily<Counter> {
        precondition(name.hasSuffix("_total"), "the name of a counter ends in _total: \(name)")
        return family(name, kind: "counter", help: help, labels: labels, limit: limit) { Counter() }
    }

    /// Registers a gauge.
    package func gauge(_ name: String, help: String) -> Gauge {
        gauges(name, help: help, labels: [], limit: 1)()
    }

    /// Registers gauges that differ in their labels.
    package func gauges(
        _ name: String,
        help: String,
        labels: [String],
        limit: Int = defaultLimit
    ) -> MetricFamily<Gauge> {
        family(name, kind: "gauge", help: help, labels: labels, limit: limit) { Gauge() }
    }

    /// Registers a gauge whose value is read when an exposition is written.
    package func gauge(_ name: String, help: String, reading: @escaping @Sendable () -> Double) {
        register(
            name,
            Entry(kind: "gauge", help: help, labels: []) {
                [([], [MetricSample(value: PrometheusText.number(reading()))])]
            }
        )
    }

    /// Registers a histogram.
    package func histogram(_ name: String, help: String, bounds: [Double] = Histogram.seconds) -> Histogram {
        histograms(name, help: help, bounds: bounds, labels: [], limit: 1)()
    }

    /// Registers histograms that differ in their labels.
    package func histograms(
        _ name: String,
        help: String,
        bounds: [Double] = Histogram.seconds,
        labels: [String],
        limit: Int = defaultLimit
    ) -> MetricFamily<Histogram> {
        precondition(!labels.contains("le"), "the label le belongs to the buckets: \(name)")
        return family(name, kind: "histogram", help: help, labels: labels, limit: limit) { Histogram(bounds: bounds) }
    }

    /// Writes all metrics in Prometheus's text format, families by name, series in the order they came.
    package func exposition() -> String {
        let sorted = entries.withLock { $0.sorted { $0.key < $1.key } }
        return sorted.map { name, entry in
            let lines = entry.series().map { values, samples in
                samples.map { PrometheusText.line(name: name, labels: entry.labels, values: values, sample: $0) }
                    .joined()
            }
            return PrometheusText.head(name: name, kind: entry.kind, help: entry.help) + lines.joined()
        }.joined()
    }

    private func family<Series: Metric>(
        _ name: String,
        kind: String,
        help: String,
        labels: [String],
        limit: Int,
        make: @escaping @Sendable () -> Series
    ) -> MetricFamily<Series> {
        let family = MetricFamily(labelCount: labels.count, limit: limit, make: make)
        register(
            name,
            Entry(kind: kind, help: help, labels: labels) {
                family.all().map { ($0.values, $0.series.samples()) }
            }
        )
        return family
    }

    private func register(_ name: String, _ entry: Entry) {
        precondition(Self.isName(name, allowing: "_:"), "not a metric name: \(name)")
        precondition(
            entry.labels.allSatisfy { Self.isName($0, allowing: "_") && !$0.hasPrefix("__") },
            "labels: \(name)"
        )
        let previous = entries.withLock { $0.updateValue(entry, forKey: name) }
        precondition(previous == nil, "registered twice: \(name)")
    }

    private static func isName(_ name: String, allowing others: String) -> Bool {
        guard let first = name.first, !first.isNumber else { return false }
        return name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || others.contains($0)) }
    }
}

/// A metric: a counter, a gauge or a histogram.
protocol Metric: AnyObject, Sendable {
    /// The lines it has in an exposition.
    func samples() -> [MetricSample]
}

/// One line of an exposition without the metric's name and labels.
struct MetricSample: Sendable, Equatable {
    /// What stands behind the metric's name.
    var suffix = ""
    /// The value of the label `le`; nil for lines without it.
    var bound: String?
    /// The value as text.
    let value: String
}
