package import StageRuntime

/// All that a round's checker looks at.
package struct RoundEvidence: Sendable {
    /// What was sent, in any order.
    package var sent: [SentAlert]
    /// What was read back after everything was decided.
    package var copy: LogCopy
    /// Committed offsets during the round, in the order in which they were seen.
    package var samples: [OffsetSample]
    /// The product's own audit of the same log.
    package var ledger: LedgerReport

    package init(sent: [SentAlert], copy: LogCopy, samples: [OffsetSample], ledger: LedgerReport) {
        self.sent = sent
        self.copy = copy
        self.samples = samples
        self.ledger = ledger
    }
}
