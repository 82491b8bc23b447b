import EventModel
package import LogPort
import Synchronization

/// The largest records that the log behind the bridge takes, by topic; any thread may ask.
///
/// Kafka refuses a record that is larger than its topic's `max.message.bytes`, and whoever has been answered 200 by then
/// cannot be told: so doors ask before. What is not known yet counts as without a limit, and what is let in nevertheless
/// the forwarder passes over as a dead letter.
package final class RecordLimits: Sendable {
    private let alertBytes = Atomic<Int>(.max)
    private let sensorBytes = Atomic<Int>(.max)
    private let deadLetterBytes = Atomic<Int>(.max)

    /// Begins without limits.
    package init() {}

    /// Bytes of key, headers and value of an alert's record.
    package var alerts: Int {
        get { alertBytes.load(ordering: .relaxed) }
        set { alertBytes.store(newValue, ordering: .relaxed) }
    }

    /// The same of a sensor's record.
    package var sensors: Int {
        get { sensorBytes.load(ordering: .relaxed) }
        set { sensorBytes.store(newValue, ordering: .relaxed) }
    }

    /// The same of a dead letter's record.
    package var deadLetters: Int {
        get { deadLetterBytes.load(ordering: .relaxed) }
        set { deadLetterBytes.store(newValue, ordering: .relaxed) }
    }

    /// Asks the log.
    ///
    /// - Throws: ``LogError`` when it does not say it now; what was known stays.
    package func refresh(from log: any LogWriting) throws(LogError) {
        alerts = try log.recordLimit(of: Topics.alerts.name) ?? .max
        sensors = try log.recordLimit(of: Topics.sensors.name) ?? .max
        deadLetters = try log.recordLimit(of: Topics.deadLetters.name) ?? .max
    }

    /// The most bytes of a value for which a dead letter still fits: its base64 grows them by a third.
    ///
    /// - Parameter others: Bytes of the letter's message and of the record's key.
    /// - Returns: At least 1 KiB.
    func letterBytes(besides others: Int) -> Int {
        let limit = deadLetters
        guard limit < .max else { return .max }
        // Texts grow by their escapes, up to six bytes for one.
        return max(1024, (limit - 2048 - 6 * others) / 4 * 3)
    }
}
