import EventModel

/// Where an effect's records, events and dead letters lie, and how its worker behaves.
package struct EffectSettings: Sendable, Equatable {
    /// Where an effect without committed offsets begins: the past may be years of incidents.
    package enum Begin: String, Sendable, CaseIterable {
        /// With new records.
        case latest
        /// With the first record that is kept.
        case earliest
    }

    package var begin = Begin.latest
    /// The topic of ``DeliveryEvent``; it has as many partitions as the effect's own, and takes the same number.
    package var deliveries = Topics.deliveries.name
    package var deadLetters = Topics.deadLetters.name
    /// Partitions of the dead-letter topic, at least 1.
    package var deadLetterPartitions: Int32 = 1
    /// How far back before the oldest record that is owed events are read at a start, in milliseconds.
    ///
    /// Older events are forgotten: a destination that was disabled before is tried again, and the next notice about an
    /// incident that was told of before names no change.
    package var lookBackMilliseconds: Int64 = 14 * 86_400_000
    /// Records after which offsets are committed although nothing else is.
    package var recordsPerCommit = 10_000
    /// Pause before a call of the log is repeated after a passing fault.
    package var retryPause: Duration = .milliseconds(50)
    /// Longest wait for notices in flight when partitions are given up or the worker stops.
    package var handOver: Duration = .seconds(3)

    package init() {}
}
