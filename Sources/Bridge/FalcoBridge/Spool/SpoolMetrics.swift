import Telemetry

/// The metrics of a spool.
final class SpoolMetrics: Sendable {
    /// Records moved into the log.
    let forwarded: Counter
    /// Transactions that failed, and times that the log did not answer.
    let failed: Counter
    /// Parts of the spool that were damaged.
    let damaged: Counter
    /// Records that the log refuses for good.
    let refused: Counter
    /// Records that wait.
    let waiting: Gauge
    /// Stored bytes.
    let bytes: Gauge

    init(_ registry: MetricRegistry) {
        forwarded = registry.counter(
            "eyrie_spool_forwarded_total",
            help: "Alerts, sensors and dead letters moved from the spool into the log."
        )
        failed = registry.counter(
            "eyrie_spool_failures_total",
            help: "Times that the log did not take the spool's records."
        )
        damaged = registry.counter(
            "eyrie_spool_damages_total",
            help: "Parts of the spool whose checksum failed; each is a dead letter."
        )
        refused = registry.counter(
            "eyrie_spool_refused_total",
            help: "Records of the spool that the log refuses for good; each is a dead letter."
        )
        waiting = registry.gauge(
            "eyrie_spool_records",
            help: "Alerts, sensors and dead letters in the spool that the log does not have yet."
        )
        bytes = registry.gauge("eyrie_spool_bytes", help: "Stored bytes of the spool.")
    }

    func note(_ moved: SpoolSession.Moved, bytes stored: Int) {
        forwarded.increment(by: UInt64(moved.records))
        damaged.increment(by: UInt64(moved.damages.count))
        refused.increment(by: UInt64(moved.refusals.count))
        bytes.set(Double(stored))
    }
}
