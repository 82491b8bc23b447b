package import EffectRuntime
import LogPort

/// An effect, its destinations and the input to verify it with.
///
/// Some thirty records over two partitions, several subjects each, with broken records and records that nobody is told
/// of, find most faults; each check runs the input many times. Destinations behave as their names say, see
/// ``EffectManner``.
package struct EffectCase<E: Effect>: Sendable {
    /// Makes the effect; called again for every run, as a restarted worker does.
    package let makeEffect: @Sendable () -> E
    package let destinations: [EffectDestination]
    package let input: [StageInput]
    /// Partitions of the input and of the deliveries.
    package let partitions: Int32

    package init(
        destinations: [EffectDestination],
        input: [StageInput],
        partitions: Int32,
        makeEffect: @escaping @Sendable () -> E
    ) {
        precondition(!input.isEmpty && !destinations.isEmpty, "an effect is verified with input and destinations")
        precondition(input.allSatisfy { (0..<partitions).contains($0.partition) }, "input lies in the partitions")
        precondition(
            destinations.allSatisfy { EffectManner(rawValue: $0.name) != nil },
            "a destination of a case is called like its manner"
        )
        self.destinations = destinations
        self.input = input
        self.partitions = partitions
        self.makeEffect = makeEffect
    }

    /// A destination of each manner, with little patience and little room.
    package static var destinationsOfEveryManner: [EffectDestination] {
        EffectManner.allCases.map { manner in
            EffectDestination(
                name: manner.rawValue,
                retry: RetryPolicy(
                    firstPauseSeconds: 5,
                    growth: 3,
                    longestPauseSeconds: 60,
                    giveUpAfterSeconds: manner == .dead ? 90 : 100_000_000
                ),
                limits: QueueLimits(notices: 4, span: 8)
            )
        }
    }
}

/// How a destination of a case answers.
package enum EffectManner: String, Sendable, CaseIterable {
    /// Takes everything.
    case steady
    /// Takes a notice at the third attempt, and says once when to come again.
    case flaky
    /// Refuses one notice in three for good.
    case picky
    /// Never answers.
    case dead
    /// Takes four notices and wants no more.
    case leaving
}

/// One way to run an effect in which nobody may be told less, in another order, or twice without need.
package enum EffectCheck: String, Sendable, CaseIterable, CustomStringConvertible {
    case whole = "everything in one batch"
    case singleRecords = "one record a batch"
    case randomBatches = "batches of random size"
    case restarts = "a new worker after every few commits"
    case crashAtEveryCall = "a crash before and after each call of the log"
    case faultAtEveryCall = "a passing fault at each call of the log"
    case stopAtEveryCall = "a fault that ends the worker at each call of the log"
    case expelled = "the worker is thrown out of its group in the middle"

    package var description: String {
        rawValue
    }
}

/// An effect that did not do what it has to.
package struct EffectBroken: Error, Sendable, CustomStringConvertible {
    package let check: EffectCheck
    /// Seed of the random parts.
    package let seed: UInt64
    /// What went wrong.
    package let message: String

    package var description: String {
        "\(check) (seed \(seed)): \(message)"
    }
}
