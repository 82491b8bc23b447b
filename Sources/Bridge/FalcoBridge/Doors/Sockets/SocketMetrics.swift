import Telemetry

/// Counters of the clients of one kind of door; each kind has its own names.
struct SocketMetrics {
    let clients: Gauge
    let refused: Counter
    let cut: Counter

    init(_ registry: MetricRegistry, kind: String) {
        clients = registry.gauge(
            "eyrie_bridge_\(kind)_clients",
            help: "Clients that are connected."
        )
        refused = registry.counter(
            "eyrie_bridge_\(kind)_clients_refused_total",
            help: "Clients that were closed because the limit of clients was reached."
        )
        cut = registry.counter(
            "eyrie_bridge_\(kind)_clients_cut_total",
            help: "Clients that were closed because too many bytes waited for the end of their line."
        )
    }
}
