/// One count for each outcome of a door.
package struct OutcomeCounts: Sendable, Equatable, ExpressibleByDictionaryLiteral {
    /// By the outcomes' numbers.
    private var counts = [UInt64](repeating: 0, count: DoorOutcome.allCases.count)

    /// Begins at zero.
    package init() {}

    package init(dictionaryLiteral elements: (DoorOutcome, UInt64)...) {
        for (outcome, count) in elements {
            self[outcome] = count
        }
    }

    /// The count of an outcome.
    package subscript(outcome: DoorOutcome) -> UInt64 {
        get { counts[outcome.rawValue] }
        set { counts[outcome.rawValue] = newValue }
    }

    /// Adds the increase of other counts since an earlier moment; counts only grow.
    package mutating func add(_ other: OutcomeCounts, since earlier: OutcomeCounts) {
        for index in counts.indices {
            counts[index] += other.counts[index] - earlier.counts[index]
        }
    }

    /// Whether every received item has exactly one outcome.
    package var isBalanced: Bool {
        var shares: UInt64 = 0
        for outcome in DoorOutcome.allCases {
            if case .share = outcome.description.meaning {
                shares += self[outcome]
            }
        }
        return self[.received] == shares
    }
}
