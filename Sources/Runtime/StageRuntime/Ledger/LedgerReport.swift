/// The result of the ledger: the counts, and every gap.
///
/// Rule 7 of DESIGN.md: received = duplicate + filtered + dropped + sensor + appended + dead-lettered + skipped;
/// appended + retried = decided + dead-lettered + still to be decided; decided = vaulted + not retained; of each
/// destination of an effect matched = delivered + suppressed + given up + pending.
package struct LedgerReport: Sendable, Equatable {
    /// The counts of one hop of the pipeline.
    package struct Hop: Sendable, Equatable {
        package let stage: String
        package let input: String
        package let output: String
        /// Records of the input that are not controls.
        package var entered: Int64 = 0
        /// Input records with exactly one decision.
        package var decided: Int64 = 0
        package var deadLettered: Int64 = 0
        /// At or after the group's committed offset: not decided yet, and not a gap.
        package var pending: Int64 = 0
        /// Input records that retention removed while their decisions are still there.
        package var removed: Int64 = 0
        /// Input records whose batch was damaged and set aside, while their decisions are still there.
        package var damaged: Int64 = 0

        package init(stage: String, input: String, output: String) {
            self.stage = stage
            self.input = input
            self.output = output
        }
    }

    /// What a part has not read yet: it is pending, whether the part is behind or does not run.
    package struct Waiting: Sendable, Equatable {
        package let part: String
        package let topic: String
        /// Records, controls and markers included.
        package let records: Int64

        package init(part: String, topic: String, records: Int64) {
            self.part = part
            self.topic = topic
            self.records = records
        }
    }

    package var doors: [DoorCounts] = []
    /// Parts that have something left to read.
    package var waiting: [Waiting] = []
    /// Decided alerts that are not in the vault and may still get there: of verdicts and incidents that were not read yet.
    package var vaultPending: Int64 = 0
    /// Alerts that are in the log, controls not included.
    package var alerts: Int64 = 0
    /// Control records in the alerts.
    package var controls: Int64 = 0
    package var hops: [Hop] = []
    /// Alerts whose batch was damaged and set aside: lost, and named among the holes.
    package var damaged: Int64 = 0
    /// Whether a batch of the doors' counts was damaged and set aside.
    package var hasDamagedCounts = false
    /// Alerts in the log that no door counts, for a batch of their counts was damaged.
    package var uncounted: Int64 = 0
    /// Records that were skipped because their source did not advance (torn or repeated transactions).
    package var skipped: Int64 = 0
    /// The skipped records by name, at most ``maxHoles``.
    package private(set) var repeats: [String] = []
    /// Alerts in the log that a person appended again from their dead letters.
    package var retried: Int64 = 0
    /// Alerts whose evidence the vault holds; nil without a vault.
    package var vaulted: Int64?
    /// The stage whose decisions the vault is compared with; nil is the last hop.
    package var vaultedAfter: String?
    /// The outcomes of the notices of effects, by effect and destination.
    package private(set) var deliveries: [DeliveryCounts] = []
    /// Every gap, as a sentence with coordinates; at most ``maxHoles``, then one with the number of the rest.
    package private(set) var holes: [String] = []
    private var unlistedHoles = 0

    /// How many gaps are listed one by one.
    package static let maxHoles = 50

    package init() {}

    /// The hop whose decisions have evidence in the vault.
    var vaultedHop: Hop? {
        hops.first { $0.stage == vaultedAfter } ?? hops.last
    }

    /// Whether everything is explained.
    package var isBalanced: Bool {
        holes.isEmpty
    }

    package mutating func addHole(_ sentence: String) {
        if holes.count < Self.maxHoles {
            holes.append(sentence)
        } else {
            unlistedHoles += 1
        }
    }

    /// Adds one partition's counts of a destination.
    mutating func add(_ counts: DeliveryCounts) {
        guard
            let place = deliveries.firstIndex(where: {
                $0.effect == counts.effect && $0.destination == counts.destination
            })
        else {
            deliveries.append(counts)
            deliveries.sort { ($0.effect, $0.destination) < ($1.effect, $1.destination) }
            return
        }
        deliveries[place].matched += counts.matched
        deliveries[place].delivered += counts.delivered
        deliveries[place].suppressed += counts.suppressed
        deliveries[place].givenUp += counts.givenUp
        deliveries[place].pending += counts.pending
        deliveries[place].failedAttempts += counts.failedAttempts
    }

    mutating func addRepeats(_ cursor: DecisionCursor) {
        skipped += cursor.repeated
        repeats += cursor.repeats.prefix(Self.maxHoles - repeats.count)
    }

    /// The report as lines for people.
    package var lines: [String] {
        var lines = doors.map(\.line)
        lines.append(
            "log: \(alerts) alerts" + (retried > 0 ? " (\(retried) of them retried dead letters)" : "")
                + ", \(controls) controls" + (damaged > 0 ? ", and \(damaged) alerts lost to damage" : "")
        )
        if uncounted > 0 {
            lines.append("doors: \(uncounted) alerts more came in, whose counts were in a damaged batch")
        }
        for hop in hops {
            lines.append(
                "\(hop.stage): \(hop.entered) in \(hop.input) = decided \(hop.decided)"
                    + " + dead-lettered \(hop.deadLettered) + pending \(hop.pending)"
                    + (hop.removed > 0 ? " (and \(hop.removed) whose input retention removed)" : "")
                    + (hop.damaged > 0 ? " (and \(hop.damaged) whose input was damaged)" : "")
            )
        }
        if let vaulted, let decided = vaultedHop?.decided {
            let pending = min(vaultPending, decided - vaulted)
            lines.append(
                "vault: decided \(decided) = vaulted \(vaulted) + not retained \(decided - vaulted - pending)"
                    + (pending > 0 ? " + pending \(pending)" : "")
            )
        }
        for told in deliveries {
            lines.append(
                "\(told.effect) to \(told.destination): matched \(told.matched) = delivered \(told.delivered)"
                    + " + suppressed \(told.suppressed) + given up \(told.givenUp) + pending \(told.pending)"
                    + (told.failedAttempts > 0 ? "; and \(told.failedAttempts) failed attempts before" : "")
            )
        }
        if skipped > 0 {
            lines.append("skipped: \(skipped) repeated records, what torn transactions left (KAFKA-17754)")
            lines += repeats.map { "skipped: \($0)" }
        }
        lines += holes.map { "HOLE: \($0)" }
        if unlistedHoles > 0 {
            lines.append("HOLE: and \(unlistedHoles) more")
        }
        lines += waiting.map { part in
            "WARNING: \(part.part) has \(part.records) records of \(part.topic) to read: they are pending; does it run?"
        }
        lines.append(
            isBalanced
                ? "the ledger balances" + (waiting.isEmpty ? "" : ", but for what is pending")
                : "the ledger does not balance"
        )
        return lines
    }
}
