package import EventModel

/// One alert that was sent, and what its sender was told.
package struct SentAlert: Sendable, Equatable {
    package enum Outcome: Sendable, Equatable {
        /// Answered 2xx: it has to be in the log exactly once.
        case acknowledged
        /// Answered otherwise. The door answers 503 also when the outcome of its transaction is in doubt, so it may be
        /// in the log, at most once: it is not sent again.
        case refused(status: Int)
        /// No whole answer: it may be in the log, at most once, for the same reason.
        case unknown
    }

    package let id: EventID
    package let outcome: Outcome

    package init(id: EventID, outcome: Outcome) {
        self.id = id
        self.outcome = outcome
    }
}
