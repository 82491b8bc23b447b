import Telemetry

/// What is counted of the clients of one kind of door; each kind has names of its own.
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
            help: "Clients that were closed as they came because as many were connected as may be."
        )
        cut = registry.counter(
            "eyrie_bridge_\(kind)_clients_cut_total",
            help: "Clients that were closed because too much waited for the end of its line."
        )
    }
}
