import AlertExpressions
import EventModel
import JSONText

/// Applies the filters to each alert before it is appended.
struct AlertSieve {
    let labels: CustomLabels
    private let context: AlertContext
    private let filters: [AlertFilter]
    private let countUndecided: (String) -> Void

    /// Makes a sieve.
    ///
    /// - Parameters:
    ///   - settings: Tenant, cluster, and the shaping.
    ///   - countUndecided: Called with the name of each filter whose regular expression reached a limit.
    init(_ settings: IntakeSettings, countUndecided: @escaping (String) -> Void = { _ in }) {
        let shaping = settings.shaping
        labels = shaping.labels
        context = AlertContext(tenant: settings.tenant, cluster: settings.cluster, labels: shaping.labels)
        filters = shaping.filters
        self.countUndecided = countUndecided
    }

    /// The name of the filter that drops an alert; nil for an alert to append.
    ///
    /// - Parameters:
    ///   - alert: The alert.
    ///   - view: The JSON that it was read from.
    /// - Returns: The name.
    func filter(for alert: Alert, _ view: JSONView) -> String? {
        guard !filters.isEmpty else { return nil }
        let subject = AlertSubject(alert, view: view, in: context)
        for filter in filters {
            switch filter.expression.truth(of: subject) {
            case .yes: return filter.name
            case .no: continue
            case .undecided: countUndecided(filter.name)
            }
        }
        return nil
    }
}
