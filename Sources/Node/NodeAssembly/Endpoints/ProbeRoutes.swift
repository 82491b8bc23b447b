import HTTPService
import JSONText
package import Telemetry

/// Liveness, readiness and metrics, as orchestrators and Prometheus ask for them.
package enum ProbeRoutes {
    /// Returns the routes `/healthz`, `/readyz`, `/metrics`, and `/ping` as falcosidekick's second port has it.
    ///
    /// - Parameters:
    ///   - metrics: What `/metrics` shows, in Prometheus text format 0.0.4.
    ///   - awaited: The parts that have not come to their work yet; ready is when there is none.
    ///   - troubles: What keeps parts from taking alerts now; ready is when there is none of these either.
    ///   - stalled: The loops that have been silent for too long; alive is when there is none.
    /// - Returns: The four routes.
    package static func routes(
        metrics: MetricRegistry,
        awaited: @escaping @Sendable () -> [String],
        troubles: @escaping @Sendable () -> [String] = { [] },
        stalled: @escaping @Sendable () -> [String]
    ) -> [Route] {
        [
            Route(.get, "/healthz") { _ in answer(good: "ok", bad: "stalled", names: stalled()) },
            Route(.get, "/ping") { _ in .text(200, "pong\n") },
            Route(.get, "/readyz") { _ in
                let troubles = troubles()
                guard troubles.isEmpty else { return answer(good: "ready", bad: "refusing", names: troubles) }
                return answer(good: "ready", bad: "restoring", names: awaited())
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

    private static func answer(good: String, bad: String, names: [String]) -> HTTPAnswer {
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("status")
        writer.string(names.isEmpty ? good : bad)
        if !names.isEmpty {
            writer.key("parts")
            writer.beginArray()
            for name in names {
                writer.string(name)
            }
            writer.endArray()
        }
        writer.endObject()
        return .json(names.isEmpty ? 200 : 503, writer.bytes)
    }
}
