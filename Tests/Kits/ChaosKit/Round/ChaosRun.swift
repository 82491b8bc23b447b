import Foundation

/// Rounds one after the other, with a line of totals at the end.
package struct ChaosRun {
    private let settings: RoundSettings
    private let seed: UInt64
    private let say: (String) -> Void
    private let clock = ContinuousClock()
    /// What the rounds so far come to.
    package private(set) var totals = RunTotals()

    /// Prepares a run.
    ///
    /// - Parameters:
    ///   - settings: What rounds need.
    ///   - seed: Decides every schedule.
    ///   - say: Takes the lines of the report.
    package init(settings: RoundSettings, seed: UInt64, say: @escaping (String) -> Void) {
        self.settings = settings
        self.seed = seed
        self.say = say
    }

    /// Runs rounds.
    ///
    /// - Parameters:
    ///   - rounds: Their numbers.
    ///   - limit: No round begins after it; nil has no limit.
    ///   - goesOn: Whether a failed round is followed by others.
    ///   - keepsAll: Whether topics and logs of good rounds are kept as those of failed ones are.
    /// - Returns: Whether every round was good.
    /// - Throws: ``ChaosFault`` or `LogError` when a round cannot be run.
    package mutating func run(
        rounds: Range<Int>,
        within limit: Duration?,
        goesOn: Bool,
        keepsAll: Bool = false
    ) throws -> Bool {
        let started = clock.now
        say("chaos: seed \(seed), rounds \(rounds.lowerBound) to \(rounds.upperBound - 1)")
        var broken = 0
        for number in rounds {
            if let limit, started.duration(to: clock.now) >= limit {
                break
            }
            do {
                try one(Schedule(seed: seed, round: number), isKept: keepsAll)
            } catch {
                // A machine under load may fail to start a node in time; what cannot be run at all fails at once.
                broken += 1
                say("round \(number), seed \(seed): could not be run: \(error)")
                try settings.cluster.heal()
                guard goesOn, broken < 5 else { throw error }
            }
            if totals.failed > 0, !goesOn {
                break
            }
        }
        for line in totals.lines {
            say(line)
        }
        if broken > 0 {
            say("total: \(broken) rounds could not be run")
        }
        return totals.failed == 0 && broken == 0 && totals.rounds > 0
    }

    private mutating func one(_ schedule: Schedule, isKept: Bool) throws {
        try settings.cluster.heal()
        let round = try ChaosRound(settings, schedule)
        let report = try round.run()
        totals.add(report)
        for line in report.lines {
            say(line)
        }
        // A failed round's topics stay, to be looked at.
        if report.isGood, !isKept {
            try round.removeTopics()
            try? FileManager.default.removeItem(atPath: report.folder)
        }
    }
}
