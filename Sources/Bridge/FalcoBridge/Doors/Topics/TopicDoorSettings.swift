package import Configuration

/// Settings of the door that reads topics.
package struct TopicDoorSettings: Sendable {
    /// Where the first reading of a topic begins.
    package enum Begin: String, Sendable, CaseIterable {
        /// With the first record that the source still has.
        case earliest
        /// With new records.
        case latest
    }

    @Setting(
        .texts(
            "bridge.topic.names",
            default: [],
            "Kafka topics with one alert per record, such as falcosidekick writes, each read from its last position."
        )
    )
    package var names: [String]

    /// Partitions that a topic gets later begin with their first record.
    @Setting(
        .choice(
            "bridge.topic.begin",
            default: .earliest,
            "Where the first reading of a topic begins: with its first remaining record, or with new records."
        )
    )
    package var begin: Begin

    @Setting(
        .byteSize(
            "bridge.topic.record",
            in: 1024...(3 << 20),
            default: 1 << 20,
            "Longest record of a topic; the beginning of a longer one becomes a dead letter."
        )
    )
    package var recordBytes: Int

    /// Bytes of values that are handed in at once; one value may be longer.
    package var blockBytes = 256 << 10
    /// Time between two looks at partitions that have nothing new.
    package var pause: Duration = .milliseconds(50)
    /// Time between two searches for new partitions.
    package var searchInterval: Duration = .seconds(30)
    /// Time between two questions how far a topic reaches; a fifth of it while something waits.
    package var lookInterval: Duration = .seconds(5)
    /// How long a transaction may be open until it is said that records wait behind it.
    package var transactionPatience: Duration = .seconds(10)
    /// For how long a look at the last record that was read allows to take more records without a pause between them.
    package var checkInterval: Duration = .seconds(1)
    /// Time between two looks at the last record while nothing comes.
    package var idleCheckInterval: Duration = .seconds(30)
    /// How long a topic or partition is left alone after it could not be read; a partition up to 32 times as long.
    package var retryPause: Duration = .seconds(1)

    /// How often in a row per partition has to end before its place until its topic counts as recreated.
    ///
    /// A newly elected leader may know less for a moment.
    package var cutTries = 10

    /// How often the pause of a partition is doubled.
    static let mostDoublings = 5

    package init() {}

    package init(names: [String]) {
        self.names = names
    }
}
