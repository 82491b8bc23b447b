package import Telemetry

/// Counters of the log's transactions and groups, for all workers of a process.
package final class KafkaCounters: Sendable {
    package let commits: Counter
    package let aborts: Counter
    /// Producers recreated because a transaction's outcome was unknown.
    package let rebuilds: Counter
    package let fenced: Counter
    package let rebalances: Counter
    package let lost: Counter

    /// Counts without showing.
    package convenience init() {
        self.init(registry: MetricRegistry())
    }

    /// Counts into a registry.
    package init(registry: MetricRegistry) {
        commits = registry.counter("eyrie_kafka_commits_total", help: "Transactions committed to Kafka.")
        aborts = registry.counter("eyrie_kafka_aborts_total", help: "Transactions aborted on Kafka.")
        rebuilds = registry.counter(
            "eyrie_kafka_producer_rebuilds_total",
            help: "Producers made anew after a transaction of unknown outcome."
        )
        fenced = registry.counter("eyrie_kafka_fenced_total", help: "Producers fenced by another of their id.")
        rebalances = registry.counter("eyrie_kafka_rebalances_total", help: "Assignments taken from a group.")
        lost = registry.counter("eyrie_kafka_lost_total", help: "Assignments lost without a chance to commit.")
    }
}
