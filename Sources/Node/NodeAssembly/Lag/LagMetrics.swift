import LogPort
package import Operations
package import Telemetry

/// Lag as gauges.
package struct LagMetrics: Sendable {
    private let records: MetricFamily<Gauge>
    private let highWatermarkRecords: MetricFamily<Gauge>
    private let seconds: MetricFamily<Gauge>
    private let held: Gauge
    private let hanging: Gauge

    /// Registers the gauges; at most 1,024 partitions have their own series.
    package init(registry: MetricRegistry) {
        let labels = ["group", "topic", "partition"]
        records = registry.gauges(
            "eyrie_lag_records",
            help: "Records a group can read and has not committed, transaction markers between them included.",
            labels: labels,
            limit: 1_024
        )
        highWatermarkRecords = registry.gauges(
            "eyrie_lag_high_watermark_records",
            help: "Records up to the high watermark that a group has not committed, open transactions included.",
            labels: labels,
            limit: 1_024
        )
        seconds = registry.gauges(
            "eyrie_lag_seconds",
            help: "Age of the first record that a group has not committed; 0 without one.",
            labels: labels,
            limit: 1_024
        )
        held = registry.gauge(
            "eyrie_lag_held_partitions",
            help: "Partitions whose readers wait for an open transaction."
        )
        hanging = registry.gauge(
            "eyrie_lag_hanging_partitions",
            help: "Partitions whose open transaction is older than its time-out; see the runbook HangingTransaction."
        )
    }

    /// Shows a report.
    package func show(_ report: LagReport) {
        for lag in report.partitions {
            let labels = (lag.group, lag.source.topic, "\(lag.source.partition)")
            records(labels.0, labels.1, labels.2).set(Double(lag.readable))
            highWatermarkRecords(labels.0, labels.1, labels.2).set(Double(lag.total))
            seconds(labels.0, labels.1, labels.2).set(Double(lag.age(atMilliseconds: report.atMilliseconds)) / 1_000)
        }
        held.set(Double(report.held.count))
        hanging.set(Double(report.hanging.count))
    }
}
