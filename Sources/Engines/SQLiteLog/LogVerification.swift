package import LogPort

/// What a walk over a whole log found.
package struct LogVerification: Sendable, Equatable {
    /// One thing that is not as it was written.
    package struct Finding: Sendable, Equatable, CustomStringConvertible {
        /// Where; nil when it concerns the file as a whole.
        package let partition: TopicPartition?
        /// Which offsets cannot be trusted or are missing; nil when that is not known.
        package let offsets: Range<Int64>?
        /// What is wrong, and what to do.
        package let message: String

        package var description: String {
            partition.map { "\($0): \(message)" } ?? message
        }
    }

    /// Batches that were read and are as they were written.
    package internal(set) var batchCount = 0
    /// Records in them.
    package internal(set) var recordCount = 0
    /// Bytes of them as they are stored.
    package internal(set) var storedBytes = 0
    /// Empty when the log is sound.
    package internal(set) var findings: [Finding] = []
}
