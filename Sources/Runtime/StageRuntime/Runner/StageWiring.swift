/// Where a stage reads and writes: its name, group and topics.
package struct StageWiring: Sendable, Equatable {
    /// Short name, as in `eyrie worker NAME`, dead letters and metrics.
    package let name: String
    package let input: String
    package let output: String
    package let changelog: String
    package let deadLetters: String
    /// Partitions of the dead-letter topic, at least 1.
    package let deadLetterPartitions: Int32

    package init(
        name: String,
        input: String,
        output: String,
        changelog: String,
        deadLetters: String,
        deadLetterPartitions: Int32
    ) {
        self.name = name
        self.input = input
        self.output = output
        self.changelog = changelog
        self.deadLetters = deadLetters
        self.deadLetterPartitions = deadLetterPartitions
    }

    /// The stage's consumer group.
    package var group: String {
        "eyrie.\(name)"
    }
}
