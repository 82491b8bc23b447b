import Telemetry

extension NodeHealth {
    /// The probes of a process: their answers come from this health.
    func routes(metrics: MetricRegistry) -> [Route] {
        ProbeRoutes.routes(
            metrics: metrics,
            awaited: { self.awaited },
            troubles: { self.troubles },
            stalled: { self.stalled }
        )
    }
}
