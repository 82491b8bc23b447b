/// The result of replaying one partition: a count and a digest for each topic that the stages wrote.
package struct ReplayDecision: Sendable, Equatable {
    package struct Topic: Sendable, Equatable {
        package let name: String
        package let partition: Int32
        /// Records decided.
        package let count: Int64
        /// SHA-256 over key, value and timestamp of each record, hex.
        package let digest: String
        /// The same over as many records as the live topic held, nil when the replay has fewer.
        package let digestAtLiveCount: String?

        package init(name: String, partition: Int32, count: Int64, digest: String, digestAtLiveCount: String?) {
            self.name = name
            self.partition = partition
            self.count = count
            self.digest = digest
            self.digestAtLiveCount = digestAtLiveCount
        }
    }

    /// Alerts and controls that were decided again.
    package let records: Int64
    package let topics: [Topic]

    package init(records: Int64, topics: [Topic]) {
        self.records = records
        self.topics = topics
    }
}
