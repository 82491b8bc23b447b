/// The counts of one door of the bridge since the log was made, from `eyrie.bridge.changelog.v1`.
package struct DoorCounts: Sendable, Equatable {
    /// The alerts that one filter of the door's settings dropped.
    package struct Filter: Sendable, Equatable {
        /// The filter's name.
        package let name: String
        /// Alerts that it dropped.
        package let count: UInt64

        package init(name: String, count: UInt64) {
            self.name = name
            self.count = count
        }
    }

    /// The door's name.
    package let name: String
    /// The outcomes.
    package let counts: OutcomeCounts
    /// The alerts that each filter dropped, in the order of names; empty if unknown.
    package let filters: [Filter]

    package init(name: String, counts: OutcomeCounts, filters: [Filter] = []) {
        self.name = name
        self.counts = counts
        self.filters = filters
    }

    /// The count of an outcome.
    package subscript(outcome: DoorOutcome) -> UInt64 {
        counts[outcome]
    }

    /// Whether every received item has exactly one outcome, and each filtered alert has a filter's name.
    package var isBalanced: Bool {
        (filters.isEmpty || filters.reduce(0) { $0 + $1.count } == counts[.filtered]) && counts.isBalanced
    }

    /// The door's line in the ledger.
    var line: String {
        var line = "door \(name): received \(self[.received])"
        var separator = " ="
        for outcome in DoorOutcome.allCases {
            let (count, description) = (self[outcome], outcome.description)
            guard case .share(let isRare) = description.meaning, !isRare || count > 0 else { continue }
            line += "\(separator) \(description.word) \(count)"
            line += outcome == .filtered ? namedFilters : ""
            separator = " +"
        }
        for outcome in DoorOutcome.allCases where self[outcome] > 0 {
            if case .loss(let words) = outcome.description.meaning {
                line += "; and \(outcome.description.word) \(self[outcome]), \(words)"
            }
            if outcome.description.meaning == .remark {
                line += "; \(outcome.description.word) \(self[outcome])"
            }
        }
        return line
    }

    private var namedFilters: String {
        filters.isEmpty ? "" : " (\(filters.map { "\($0.name) \($0.count)" }.joined(separator: ", ")))"
    }
}
