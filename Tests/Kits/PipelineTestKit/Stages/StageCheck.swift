/// One way to run a stage that has to give the same bytes as any other.
package enum StageCheck: String, Sendable, CaseIterable, CustomStringConvertible {
    case again = "the same run again"
    case singleRecords = "one record a batch, one record a commit"
    case randomBatches = "batches and commits of random size"
    case crashAtEveryCall = "a crash before and after each call of the log"
    case faultAtEveryCall = "a passing fault at each call of the log"
    case rebalance = "a second worker joins and leaves in the middle"
    case expelled = "the worker is thrown out of its group in the middle"
    case restored = "restored from a compacted changelog after each commit"
    case inTurn = "as a chain and each stage alone, in turn"

    package var description: String {
        rawValue
    }
}

/// A stage whose results depend on how it was run.
package struct StageBroken: Error, Sendable, CustomStringConvertible {
    package let check: StageCheck
    /// Seed of the random parts.
    package let seed: UInt64
    /// Where the results first differ, or what else went wrong.
    package let message: String

    package var description: String {
        "\(check) (seed \(seed)): \(message)"
    }
}
