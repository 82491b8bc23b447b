import Database
import LogPort

extension LogError {
    /// SQLite's extended codes of a failed fsync (`SQLITE_IOERR_FSYNC`, `SQLITE_IOERR_DIR_FSYNC`).
    ///
    /// After one the content of the disk is unknown, and a second fsync may claim success for lost pages (kafka.md
    /// 6.2).
    private static let failedSyncs: Set<Int32> = [10 | 4 << 8, 10 | 5 << 8]

    /// The meaning of a database error for users of the log.
    init(_ error: DatabaseError, action: String) {
        let (code, remedy): (Code, Remedy) =
            switch error.code {
            case .full: (.noRoom, .retry)
            case .busy: (.unavailable, .retry)
            case .inputOutput:
                Self.failedSyncs.contains(error.extendedCode) ? (.unusable, .stop) : (.unavailable, .retry)
            case .corrupt: (.corrupt, .stop)
            case .notADatabase, .readOnly, .cannotOpen, .constraint, .other: (.unusable, .stop)
            }
        self.init(code, action: action, message: error.description, remedy: remedy)
    }

    /// The error of a closed log or handle.
    static func closed(_ action: String) -> LogError {
        LogError(.closed, action: action, message: "the log or this handle was closed", remedy: .stop)
    }

    /// The error for an unknown partition.
    static func unknown(_ partition: TopicPartition, _ action: String) -> LogError {
        LogError(
            .unknownTopic,
            action: action,
            message: "the log has no \(partition); `eyrie up` creates the topics",
            remedy: .stop
        )
    }

    /// The error for offsets that retention removed.
    static func removed(_ missing: Range<Int64>, of partition: TopicPartition) -> LogError {
        LogError(
            .outOfRange,
            action: "reading \(partition)",
            message: "offsets \(missing.lowerBound) to \(missing.upperBound - 1) were removed by retention; "
                + "the first that is kept is \(missing.upperBound)",
            remedy: .stop
        )
    }

    /// The error for a damaged batch.
    static func damaged(_ offsets: Range<Int64>, of partition: TopicPartition, _ reason: String) -> LogError {
        LogError(
            .corrupt,
            action: "reading \(partition)",
            message:
                "the batch with offsets \(offsets.lowerBound) to \(offsets.upperBound - 1) is damaged (\(reason)); "
                + "restore the log from a copy, or read on from offset \(offsets.upperBound)",
            remedy: .stop,
            damagedOffsets: offsets
        )
    }
}
