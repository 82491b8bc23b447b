/// A property that does not hold, with where it was seen.
package struct Violation: Sendable, Equatable, CustomStringConvertible {
    package enum Property: String, Sendable, CaseIterable {
        /// An acknowledged alert is in the log, and no alert is there twice.
        case alertExactlyOnce = "each acknowledged alert is in the log exactly once"
        case oneDecision = "each alert has exactly one vector, and one verdict a model"
        case profileOrder = "verdicts of a profile come in the order of its alerts"
        case offsetsAdvance = "committed offsets never go back"
        case nothingAborted = "no record of an aborted transaction is visible"
        case sameState = "state restored equals state recomputed"
        case sameOutput = "outputs equal those of one worker, byte for byte"
        case tornNamed = "the ledger names each torn transaction"
        case ledgerBalances = "the ledger balances"
        case allDecided = "everything is decided when faults are over"
        case workersStay = "no worker ends but by a fault that was meant for it"
        case zombieFenced = "a worker that slept past its time-outs has lost its partitions"
        case stopsInTime = "a worker commits, leaves and ends within 5 s of SIGTERM"
    }

    package let property: Property
    package let detail: String

    package init(_ property: Property, _ detail: String) {
        self.property = property
        self.detail = detail
    }

    package var description: String {
        "VIOLATION of \"\(property.rawValue)\": \(detail)"
    }
}
