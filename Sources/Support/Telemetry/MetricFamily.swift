import Synchronization

/// All series of one metric name, told apart by the values of fixed labels.
///
/// Limit: so many label sets as were stated at registration. Past it every further set shares one series whose labels
/// all say "other", so that no sender can make the process or the scraper grow; values are cleaned and cut (``MetricLabel``).
package final class MetricFamily<Series: AnyObject & Sendable>: Sendable {
    private struct State {
        var series: [[String]: Series] = [:]
        /// Label sets in the order they came, so that an exposition has a fixed order.
        var order: [[String]] = []
        var other: Series?
    }

    private let labelCount: Int
    private let limit: Int
    private let make: @Sendable () -> Series
    private let state = Mutex(State())

    init(labelCount: Int, limit: Int, make: @escaping @Sendable () -> Series) {
        precondition(limit >= 1, "a family needs room for one series")
        self.labelCount = labelCount
        self.limit = limit
        self.make = make
    }

    /// Returns the series of the labels' values, in the order in which the labels were declared.
    ///
    /// It takes a lock: where it matters keep the series, whose own operations take none.
    package func callAsFunction(_ values: String...) -> Series {
        precondition(values.count == labelCount, "one value for each label")
        let values = values.map { MetricLabel.clean($0) }
        return state.withLock { state in
            if let known = state.series[values] { return known }
            guard state.series.count < limit else {
                let other = state.other ?? make()
                state.other = other
                return other
            }
            let new = make()
            state.series[values] = new
            state.order.append(values)
            return new
        }
    }

    /// All series with their labels' values, in the order they came, the shared one last.
    func all() -> [(values: [String], series: Series)] {
        state.withLock { state in
            var all = state.order.compactMap { values in state.series[values].map { (values, $0) } }
            if let other = state.other { all.append((Array(repeating: "other", count: labelCount), other)) }
            return all
        }
    }
}
