package import EventModel

/// The effect of settings on alerts before they are appended: additional members of envelopes, and filters.
///
/// Received bytes are never changed, and nothing is ever sampled: an alert is appended, or a named filter drops and
/// counts it. Falco's internal alerts always go to the sensors topic, unfiltered.
package struct AlertShaping: Sendable, Equatable {
    /// The most filters of a bridge.
    package static let maximumFilters = 64

    /// Fields and tags for every envelope.
    package var labels = CustomLabels.none
    /// In the order of evaluation; the first that is true drops the alert and counts it.
    package var filters: [AlertFilter] = []

    package init() {}
}
