/// One line of an exposition without the metric's name and labels.
struct MetricSample: Sendable, Equatable {
    /// What stands behind the metric's name.
    var suffix = ""
    /// The value of the label `le`; nil for lines without it.
    var bound: String?
    /// The value as text.
    let value: String
}
