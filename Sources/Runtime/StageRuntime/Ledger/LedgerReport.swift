/// What the ledger found: counts that add up, and every gap that does not.
///
/// Rule 7 of DESIGN.md: received = duplicate + filtered + dropped + sensor + appended + dead-lettered + skipped;
/// appended + retried = decided + dead-lettered + still to be decided; decided = vaulted + not retained; of each
/// destination of an effect matched = delivered + suppressed + given up + pending.
package struct LedgerReport: Sendable, Equatable {
    /// What one hop of the pipeline did with the records of its input.
    package struct Hop: Sendable, Equatable {
        package let stage: String
        package let input: String
        package let output: String
        /// Records of the input that are no controls.
        package var entered: Int64 = 0
        /// Input records with exactly one decision.
        package var decided: Int64 = 0
        package var deadLettered: Int64 = 0
        /// Behind the group's committed offset: not decided yet, and no gap.
        package var pending: Int64 = 0
        /// Input records that retention removed while their decisions are still there.
        package var removed: Int64 = 0

        package init(stage: String, input: String, output: String) {
            self.stage = stage
            self.input = input
            self.output = output
        }
    }

    package var doors: [DoorCounts] = []
    /// Alerts that are in the log, controls not included.
    package var alerts: Int64 = 0
    /// Control records in the alerts.
    package var controls: Int64 = 0
    package var hops: [Hop] = []
    /// Records that were skipped because their source did not advance (torn or repeated transactions).
    package var skipped: Int64 = 0
    /// The skipped records by name, at most ``maxHoles``.
    package private(set) var repeats: [String] = []
    /// Alerts in the log that a person appended again from their dead letters.
    package var retried: Int64 = 0
    /// Alerts whose evidence the vault holds; nil when no vault was asked.
    package var vaulted: Int64?
    /// The stage whose decisions the vault is compared with; nil is the last hop.
    package var vaultedAfter: String?
    /// What became of the notices of effects, by effect and destination.
    package private(set) var deliveries: [DeliveryCounts] = []
    /// Every gap, as a sentence naming coordinates; at most ``maxHoles``, then one that counts the rest.
    package private(set) var holes: [String] = []
    private var unlistedHoles = 0

    /// How many gaps are listed one by one.
    package static let maxHoles = 50

    package init() {}

    /// The hop whose decisions the vault keeps evidence of.
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

    /// Adds what one partition says of a destination.
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
                + ", \(controls) controls"
        )
        for hop in hops {
            lines.append(
                "\(hop.stage): \(hop.entered) in \(hop.input) = decided \(hop.decided)"
                    + " + dead-lettered \(hop.deadLettered) + pending \(hop.pending)"
                    + (hop.removed > 0 ? " (and \(hop.removed) whose input retention removed)" : "")
            )
        }
        if let vaulted, let decided = vaultedHop?.decided {
            lines.append("vault: decided \(decided) = vaulted \(vaulted) + not retained \(decided - vaulted)")
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
        lines.append(isBalanced ? "the ledger balances" : "the ledger does not balance")
        return lines
    }
}
