/// Something that is measured: a counter, a gauge or a histogram.
protocol Metric: AnyObject, Sendable {
    /// The lines it has in an exposition.
    func samples() -> [MetricSample]
}
