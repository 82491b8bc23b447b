package import EventModel

/// What settings do to alerts before they are appended: what envelopes say besides, and what is left out.
///
/// Received bytes are never changed, and nothing is ever sampled: an alert is appended, or a filter with a name left it
/// out and counts it. Falco's internal alerts are no alerts: they go to the sensors whatever the filters say.
package struct AlertShaping: Sendable, Equatable {
    /// The most filters of a bridge.
    package static let maximumFilters = 64

    /// Fields and tags for every envelope.
    package var labels = CustomLabels.none
    /// In the order in which they are asked; the first that holds leaves the alert out and counts it.
    package var filters: [AlertFilter] = []

    package init() {}
}
