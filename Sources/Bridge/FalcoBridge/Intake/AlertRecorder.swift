import Cryptography
import EventModel
import JSONText
import LogPort

/// Turns received bytes into the records of one transaction: alerts, sensors, and dead letters.
///
/// One thread uses it. On its way an alert's bytes are copied twice: into the envelope and into the batch.
final class AlertRecorder {
    /// What became of received bytes.
    enum Outcome: Equatable {
        case appended(EventID)
        case sensor(EventID)
        /// A filter of that name leaves it out.
        case filtered(EventID, by: String)
        /// Room is short and others are more urgent.
        case dropped(EventID)
        /// The caller did not admit it.
        case duplicate(EventID)
        case broken(PayloadFault)
    }

    /// Where bytes came from, for envelopes and dead letters.
    struct Origin {
        /// The door's name, which stands in a dead letter.
        let door: String
        /// The door's kind, which stands in an envelope.
        let kind: String
        let sender: String
        let receivedMilliseconds: Int64
    }

    private let naming: ProfileNaming
    private let sieve: AlertSieve
    private let watch: SensorWatch?
    private let leastKept: @Sendable () -> Priority?
    private let reader = AlertReader()
    private let alertHeaders: [UInt8]
    private var writer = JSONWriter(capacity: 16 * 1024)
    private var alerts: [RecordBatchBuilder]
    private var sensors: [RecordBatchBuilder]
    private var deadLetters: [RecordBatchBuilder]
    private(set) var byteCount = 0

    init(
        naming: ProfileNaming,
        sieve: AlertSieve,
        watch: SensorWatch?,
        leastKept: @escaping @Sendable () -> Priority? = { nil },
        alertPartitions: Int,
        sensorPartitions: Int,
        deadLetterPartitions: Int
    ) {
        self.naming = naming
        self.sieve = sieve
        self.watch = watch
        self.leastKept = leastKept
        alerts = Array(repeating: RecordBatchBuilder(), count: alertPartitions)
        sensors = Array(repeating: RecordBatchBuilder(), count: sensorPartitions)
        deadLetters = Array(repeating: RecordBatchBuilder(), count: deadLetterPartitions)
        var headers: [UInt8] = []
        RecordHeaders.append(RecordHeaders.contentType, RecordHeaders.alertMediaType.utf8, to: &headers)
        alertHeaders = headers
    }

    /// Records bytes as an alert; broken ones are left to the caller.
    ///
    /// - Parameters:
    ///   - bytes: What was received.
    ///   - origin: Where from.
    ///   - isNew: Asked last, of what would be recorded; what is not new is a duplicate.
    /// - Returns: What became of it.
    func record(
        _ bytes: UnsafeRawBufferPointer,
        from origin: Origin,
        ifNew isNew: (EventID, Alert) -> Bool = { _, _ in true }
    ) -> Outcome {
        let reading: AlertReader.Reading
        let view: JSONView
        do throws(PayloadFault) {
            (reading, view) = try reader.readKeepingView(
                bytes,
                receivedAt: Timestamp(milliseconds: origin.receivedMilliseconds)
            )
        } catch {
            return .broken(error)
        }
        watch?.note(reading.alert, at: origin.receivedMilliseconds)
        let digest = SHA256.digest(of: bytes).withBytes { Digest($0) }
        if !reading.alert.isInternal, let name = sieve.filter(for: reading.alert, view) {
            return .filtered(digest.eventID, by: name)
        }
        if !reading.alert.isInternal, let least = leastKept(), !reading.alert.priority.isAtLeast(least) {
            return .dropped(digest.eventID)
        }
        guard isNew(digest.eventID, reading.alert) else {
            return .duplicate(digest.eventID)
        }
        guard !reading.alert.isInternal else {
            recordSensor(reading, bytes, from: origin)
            return .sensor(digest.eventID)
        }
        let profile = naming.profile(of: reading.alert)
        let header = AlertEnvelope.Header(
            digest: digest,
            profile: profile,
            entity: naming.entity(of: reading.alert),
            tenant: naming.tenant,
            cluster: naming.cluster,
            door: origin.kind,
            sender: origin.sender,
            labels: sieve.labels
        )
        writer.reset()
        AlertEnvelope.write(header, reading.alert, bytes, isJSON: reading.isJSON, into: &writer)
        append(key: profile.rawValue, headers: alertHeaders, at: origin.receivedMilliseconds, to: &alerts)
        return .appended(digest.eventID)
    }

    /// Records bytes that are no alert with why they are none, and which record of a source topic they were.
    func recordDeadLetter(
        _ bytes: UnsafeRawBufferPointer,
        code: String,
        message: String,
        from origin: Origin,
        record: SourceRecord? = nil
    ) {
        let id = SHA256.digest(of: bytes).withBytes { Digest($0) }.eventID.description
        let letter = DeadLetter(
            stage: "bridge",
            code: code,
            message: message,
            topic: record?.topic ?? origin.door,
            partition: record?.partition ?? -1,
            offset: record?.offset ?? -1,
            timestampMilliseconds: origin.receivedMilliseconds,
            key: record?.key,
            value: Array(bytes)
        )
        writer.reset()
        letter.write(into: &writer)
        append(key: id, headers: [], at: origin.receivedMilliseconds, to: &deadLetters)
    }

    /// Hands over the records of all topics and begins anew.
    func seal() -> [LogTransaction.Append] {
        var appends: [LogTransaction.Append] = []
        func take(_ builders: inout [RecordBatchBuilder], _ topic: String) {
            for index in builders.indices {
                if let frames = builders[index].seal() {
                    appends.append(LogTransaction.Append(TopicPartition(topic, Int32(index)), frames))
                }
            }
        }
        take(&alerts, Topics.alerts.name)
        take(&sensors, Topics.sensors.name)
        take(&deadLetters, Topics.deadLetters.name)
        byteCount = 0
        return appends
    }

    private func recordSensor(
        _ reading: AlertReader.Reading,
        _ bytes: UnsafeRawBufferPointer,
        from origin: Origin
    ) {
        let node = reading.alert.string(.hostname) ?? origin.sender
        let sensor = Sensor(
            kind: .internalAlert,
            node: node,
            time: reading.alert.time,
            rule: reading.alert.rule,
            priority: reading.alert.priority,
            received: Array(bytes),
            isJSON: reading.isJSON
        )
        writer.reset()
        sensor.write(into: &writer)
        append(key: node, headers: [], at: origin.receivedMilliseconds, to: &sensors)
    }

    /// Records a report of the bridge itself.
    func recordOwn(_ sensor: Sensor, at milliseconds: Int64) {
        writer.reset()
        sensor.write(into: &writer)
        append(key: sensor.node, headers: [], at: milliseconds, to: &sensors)
    }

    private func append(
        key: String,
        headers: [UInt8],
        at milliseconds: Int64,
        to builders: inout [RecordBatchBuilder]
    ) {
        var key = key
        key.withUTF8 { key in
            let key = UnsafeRawBufferPointer(key)
            let partition = Int(Partitioner.partition(of: key, count: builders.count))
            headers.withUnsafeBytes { headers in
                writer.withBytes { value in
                    builders[partition].append(
                        key: key,
                        headers: headers,
                        value: value,
                        timestampMilliseconds: milliseconds
                    )
                    byteCount += RecordFrames.frameLength(key: key.count, headers: headers.count, value: value.count)
                }
            }
        }
    }
}
