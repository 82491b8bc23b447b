import HTTPService
package import Telemetry

/// Liveness, readiness and metrics, as orchestrators and Prometheus ask for them.
package enum ProbeRoutes {
    /// Returns the routes `/healthz`, `/readyz` and `/metrics`.
    ///
    /// - Parameters:
    ///   - metrics: What `/metrics` shows, in Prometheus text format 0.0.4.
    ///   - isReady: Whether every stage is assigned and restored.
    /// - Returns: The three routes.
    package static func routes(metrics: MetricRegistry, isReady: @escaping @Sendable () -> Bool) -> [Route] {
        [
            Route(.get, "/healthz") { _ in .json(200, Array(#"{"status": "ok"}"#.utf8)) },
            Route(.get, "/readyz") { _ in
                isReady()
                    ? .json(200, Array(#"{"status": "ready"}"#.utf8))
                    : .json(503, Array(#"{"status": "restoring"}"#.utf8))
            },
            Route(.get, "/metrics") { _ in
                HTTPAnswer(
                    status: 200,
                    headers: [HTTPHeader("Content-Type", "text/plain; version=0.0.4; charset=utf-8")],
                    body: Array(metrics.exposition().utf8)
                )
            },
        ]
    }
}
