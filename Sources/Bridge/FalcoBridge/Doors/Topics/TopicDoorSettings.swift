package import Configuration

/// What the door that reads topics has to know.
package struct TopicDoorSettings: Sendable {
    /// Where the reading of a topic begins that was never read before.
    package enum Begin: String, Sendable, CaseIterable {
        /// With the first record that the source still has.
        case earliest
        /// With what comes from now on.
        case latest
    }

    @Setting(
        .texts(
            "bridge.topic.names",
            default: [],
            "Kafka topics with one alert a record, such as falcosidekick writes, to read from where each was left."
        )
    )
    package var names: [String]

    /// Partitions that a topic gets later begin with their first record.
    @Setting(
        .choice(
            "bridge.topic.begin",
            default: .earliest,
            "Where a topic begins that was never read: with the first record it still has, or with what comes from now on."
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
    /// How long a topic or partition is left alone after it could not be read; a partition up to 32 times as long.
    package var retryPause: Duration = .seconds(1)

    /// How often in a row a partition has to end before its place until its topic counts as made anew.
    ///
    /// A leader that was just chosen may know less for a moment.
    package var cutTries = 10

    /// How often the pause of a partition is doubled.
    static let mostDoublings = 5

    package init() {}

    package init(names: [String]) {
        self.names = names
    }
}
