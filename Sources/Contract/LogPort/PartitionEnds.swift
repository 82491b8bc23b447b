/// How far a partition reaches.
package struct PartitionEnds: Sendable, Equatable {
    /// The first offset kept.
    package let earliest: Int64
    /// Readers get records before this offset; transactions from here on may still be open (Kafka's last stable offset).
    package let stable: Int64
    /// After the last record, open transactions included (Kafka's high watermark).
    package let latest: Int64

    package init(earliest: Int64, stable: Int64, latest: Int64) {
        self.earliest = earliest
        self.stable = stable
        self.latest = latest
    }
}
