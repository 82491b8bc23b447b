import Telemetry

/// What is counted of a door's clients.
struct SocketMetrics {
    let clients: Gauge
    let refused: Counter
    let cut: Counter

    init(_ registry: MetricRegistry, door: String) {
        clients = registry.gauges(
            "eyrie_bridge_clients",
            help: "Clients that are connected, by door.",
            labels: ["door"]
        )(door)
        refused = registry.counters(
            "eyrie_bridge_clients_refused_total",
            help: "Clients that were closed as they came because as many were connected as may be, by door.",
            labels: ["door"]
        )(door)
        cut = registry.counters(
            "eyrie_bridge_clients_cut_total",
            help: "Clients that were closed because too much waited for the end of its line, by door.",
            labels: ["door"]
        )(door)
    }
}
