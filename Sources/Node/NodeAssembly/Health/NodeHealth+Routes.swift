import Telemetry

extension NodeHealth {
    /// The probes of a process: what they answer is this health.
    func routes(metrics: MetricRegistry) -> [Route] {
        ProbeRoutes.routes(metrics: metrics, awaited: { self.awaited }, stalled: { self.stalled })
    }
}
