/// How much keyed state one partition of a stage may hold; at a limit the least recently touched key is evicted.
///
/// Eviction is decided per record, never per batch, and recency is part of the changelog, so that any way of running
/// the stage evicts the same keys after the same records.
package struct StateLimits: Sendable, Equatable {
    /// Keys of one partition, at least 1.
    package let maxKeys: Int
    /// Stream time that may pass since a key was last touched, in nanoseconds, at least 1.
    package let maxAgeNanoseconds: Int64
    /// How far beyond a record's receipt time its event time may move the stream time, in nanoseconds.
    ///
    /// An alert from the future then evicts nothing (DESIGN.md rule 8).
    package let maxSkewNanoseconds: Int64

    package init(maxKeys: Int, maxAgeNanoseconds: Int64, maxSkewNanoseconds: Int64 = 60_000_000_000) {
        precondition(maxKeys >= 1 && maxAgeNanoseconds >= 1 && maxSkewNanoseconds >= 0, "limits are positive")
        self.maxKeys = maxKeys
        self.maxAgeNanoseconds = maxAgeNanoseconds
        self.maxSkewNanoseconds = maxSkewNanoseconds
    }
}
