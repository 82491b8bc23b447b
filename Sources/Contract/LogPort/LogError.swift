/// An error of the log (disk, broker, fencing, damage), never of a record.
///
/// The runner alone maps ``remedy`` to behavior; a stage never sees this type.
package struct LogError: Error, Equatable, Sendable, CustomStringConvertible {
    package enum Code: String, Sendable {
        /// The engine has no room (disk full, quota); the same call may succeed later.
        case noRoom
        /// The engine did not answer in time, or an operation has to be tried again.
        case unavailable
        /// Another member owns the partitions now; nothing of the transaction was kept.
        case fenced
        /// Stored bytes fail their checksum or do not decode.
        case corrupt
        /// The requested offsets were removed by retention.
        case outOfRange
        /// No topic or partition of that name.
        case unknownTopic
        /// The log takes a record of the transaction neither now nor later; nothing of it was kept, and the handle goes on.
        case recordRefused
        /// The folder, file or cluster cannot be used as it is (owner, version, foreign file, rights).
        case unusable
        /// The handle was closed, or the engine is stopping.
        case closed
    }

    /// The action for the caller.
    package enum Remedy: String, Sendable {
        /// Repeat the same call after a pause; nothing was kept of it.
        case retry
        /// Drop what was derived since the last commit, restore, read again from the committed offsets.
        case rewind
        /// Give up; a person has to act.
        case stop
    }

    package let code: Code
    /// What was being done, in gerund form: "committing 3 batches".
    package let action: String
    /// What went wrong, and what to do about it.
    package let message: String
    package let remedy: Remedy
    /// Which stored offsets cannot be trusted; nil for other faults, and where that is not known.
    package let damagedOffsets: Range<Int64>?

    package init(
        _ code: Code,
        action: String,
        message: String,
        remedy: Remedy,
        damagedOffsets: Range<Int64>? = nil
    ) {
        self.code = code
        self.action = action
        self.message = message
        self.remedy = remedy
        self.damagedOffsets = damagedOffsets
    }

    package var description: String {
        "\(action): \(message)"
    }
}
