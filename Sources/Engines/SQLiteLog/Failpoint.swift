import Lifecycle
import LogPort

/// A place where a test can kill the process as if by `kill -9`: before and after each step of a commit.
///
/// `EYRIE_FAILPOINT=name:count` kills it when it passes for the count-th time. The crash test goes through all cases:
/// each has to be hit.
package enum Failpoint: String, CaseIterable, Sendable {
    /// A submission waits for the writer.
    case submitted
    /// The writer has taken a group and written nothing.
    case groupTaken = "group-taken"
    /// The transaction is open.
    case groupBegun = "group-begun"
    /// One batch of the group is inserted.
    case batchInserted = "batch-inserted"
    /// The offsets of one submission are stored.
    case offsetsStored = "offsets-stored"
    /// All is inserted, nothing committed.
    case beforeCommit = "before-commit"
    /// The group is durable, and not yet shown.
    case afterCommit = "after-commit"
    /// Readers see the group, its submitters still wait.
    case published
    /// The submitters have their answers.
    case acknowledged
    /// The writer is about to move pages into the database.
    case beforeCheckpoint = "before-checkpoint"
    /// The pages are moved.
    case afterCheckpoint = "after-checkpoint"
    /// Retention has deleted batches and not committed.
    case retentionDeleted = "retention-deleted"
    /// Retention has committed.
    case retentionCommitted = "retention-committed"
    /// Compaction has deleted batches and not written their successor.
    case compactionDeleted = "compaction-deleted"
    /// Compaction has written the successor and not committed.
    case compactionInserted = "compaction-inserted"
    /// Compaction has committed one slice.
    case compactionCommitted = "compaction-committed"

    /// Ends the process when this point is armed and its turn has come.
    @inline(__always)
    func pass() {
        if let armed = ArmedFailpoint.shared {
            armed.pass(rawValue)
        }
    }

    /// Refuses a misspelled failpoint, which would make a crash test pass without a crash.
    ///
    /// - Throws: ``LogError`` with `unusable`.
    static func check() throws(LogError) {
        // Others belong to the engine on Kafka; a bridge with a spool has both.
        let objection = ArmedFailpoint.objection(names: allCases.map(\.rawValue)) { !$0.hasPrefix("kafka-") }
        if let objection {
            throw LogError(
                .unusable,
                action: "reading \(ArmedFailpoint.variable)",
                message: objection,
                remedy: .stop
            )
        }
    }
}
