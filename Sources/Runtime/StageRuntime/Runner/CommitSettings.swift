/// When a worker commits: at the first bound that is reached, and whenever there is nothing more to read.
package struct CommitSettings: Sendable, Equatable {
    /// Time since the first uncommitted record, in milliseconds; 0 commits as soon as there is nothing to read.
    package let intervalMilliseconds: Int
    /// Uncommitted records, at least 1.
    package let maxRecords: Int
    /// Uncommitted output bytes, at least 1.
    package let maxBytes: Int

    package init(intervalMilliseconds: Int = 0, maxRecords: Int = 10_000, maxBytes: Int = 16 << 20) {
        precondition(intervalMilliseconds >= 0 && maxRecords >= 1 && maxBytes >= 1, "commit bounds are positive")
        self.intervalMilliseconds = intervalMilliseconds
        self.maxRecords = maxRecords
        self.maxBytes = maxBytes
    }
}
