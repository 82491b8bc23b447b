import Cryptography
import EventModel
import JSONText
import LogPort

/// Turns received bytes into the records of one transaction: alerts, sensors, and dead letters.
///
/// One thread uses it. An alert's bytes are copied twice: into the envelope and into the batch.
final class AlertRecorder {
    /// The outcome for received bytes.
    enum Outcome: Equatable {
        case appended(EventID, AlertTraits)
        case sensor(EventID)
        /// The filter of that name drops it.
        case filtered(EventID, by: String)
        /// Room is short and others are more urgent.
        case dropped(EventID)
        /// The caller did not admit it.
        case duplicate(EventID)
        case broken(PayloadFault)
    }

    /// Where bytes came from, for envelopes and dead letters.
    struct Origin {
        /// The door's name, which is in a dead letter.
        let door: String
        /// The door's kind, which is in an envelope.
        let kind: String
        let sender: String
        let receivedMilliseconds: Int64
        /// What dates a text that has only a time of day.
        var dating = TextDating.receipt
    }

    private let naming: ProfileNaming
    private let sieve: AlertSieve
    private let watch: SensorWatch?
    private let leastKept: @Sendable () -> Priority?
    private let limits: RecordLimits
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
        limits: RecordLimits = RecordLimits(),
        alertPartitions: Int,
        sensorPartitions: Int,
        deadLetterPartitions: Int
    ) {
        self.naming = naming
        self.sieve = sieve
        self.watch = watch
        self.leastKept = leastKept
        self.limits = limits
        alerts = Array(repeating: RecordBatchBuilder(), count: alertPartitions)
        sensors = Array(repeating: RecordBatchBuilder(), count: sensorPartitions)
        deadLetters = Array(repeating: RecordBatchBuilder(), count: deadLetterPartitions)
        var headers: [UInt8] = []
        RecordHeaders.append(RecordHeaders.contentType, RecordHeaders.alertMediaType.utf8, to: &headers)
        alertHeaders = headers
    }

    /// Records bytes as an alert; the caller handles broken ones.
    ///
    /// - Parameters:
    ///   - bytes: What was received.
    ///   - origin: Where from.
    ///   - date: What a log collector says of when it was written; nil when it says nothing.
    ///   - isRescued: Whether it was found inside other text.
    ///   - newness: Asked last, of what would be recorded.
    /// - Returns: What became of it.
    func record(
        _ bytes: UnsafeRawBufferPointer,
        from origin: Origin,
        date: Timestamp? = nil,
        isRescued: Bool = false,
        newness: (EventID, Alert) -> Newness = { _, _ in .new }
    ) -> Outcome {
        let reading: AlertReader.Reading
        var alert: Alert
        let view: JSONView
        do throws(PayloadFault) {
            (reading, view) = try reader.readKeepingView(
                bytes,
                receivedAt: date ?? origin.dating.date(receivedMilliseconds: origin.receivedMilliseconds)
            )
        } catch {
            return .broken(error)
        }
        alert = reading.alert
        if isRescued { alert.form = .rescued }
        watch?.note(alert, at: origin.receivedMilliseconds)
        let digest = SHA256.digest(of: bytes).withBytes { Digest($0) }
        if !alert.isInternal, let name = sieve.filter(for: alert, view) {
            return .filtered(digest.eventID, by: name)
        }
        // A word that nobody knows may mean the most urgent: it is not dropped before the least urgent.
        if !alert.isInternal, alert.priority != .unknown, let least = leastKept(), !alert.priority.isAtLeast(least) {
            return .dropped(digest.eventID)
        }
        if let fault = tooLarge(alert, isJSON: reading.isJSON, bytes, digest, origin) {
            return .broken(fault)
        }
        var occurrence: Occurrence?
        switch newness(digest.eventID, alert) {
        case .duplicate: return .duplicate(digest.eventID)
        case .again(let again): occurrence = again
        case .new: break
        }
        guard !alert.isInternal else {
            let node = write(sensor: alert, isJSON: reading.isJSON, bytes, from: origin)
            append(key: node, headers: [], at: origin.receivedMilliseconds, to: &sensors)
            return .sensor(digest.eventID)
        }
        let header = write(alert, isJSON: reading.isJSON, bytes, digest, occurrence, from: origin)
        append(key: header.profile.rawValue, headers: alertHeaders, at: origin.receivedMilliseconds, to: &alerts)
        return .appended(header.id, AlertTraits(alert, isRepeated: occurrence != nil))
    }

    /// Why the record of an alert is more than the log takes; nil when it is not.
    ///
    /// Asked before the alert is remembered, or who sends it again would be told that it was kept.
    private func tooLarge(
        _ alert: Alert,
        isJSON: Bool,
        _ bytes: UnsafeRawBufferPointer,
        _ digest: Digest,
        _ origin: Origin
    ) -> PayloadFault? {
        let limit = alert.isInternal ? limits.sensors : limits.alerts
        // An envelope holds the bytes once, in base64 at worst, and texts out of them: written out only when it is near.
        guard limit < .max, 3 * bytes.count + (64 << 10) > limit else { return nil }
        let count: Int
        if alert.isInternal {
            count = write(sensor: alert, isJSON: isJSON, bytes, from: origin).utf8.count
        } else {
            let header = write(alert, isJSON: isJSON, bytes, digest, nil, from: origin)
            count = header.profile.rawValue.utf8.count + alertHeaders.count
        }
        let size = count + writer.withBytes { $0.count }
        guard size > limit else { return nil }
        return PayloadFault(
            .tooLarge,
            action: "keeping an alert of \(bytes.count) bytes",
            message: "its record has \(size) bytes, and the topic takes \(limit) (max.message.bytes)"
        )
    }

    /// Writes the envelope of an alert into the writer; returns its header, whose profile is the record's key.
    private func write(
        _ alert: Alert,
        isJSON: Bool,
        _ bytes: UnsafeRawBufferPointer,
        _ digest: Digest,
        _ occurrence: Occurrence?,
        from origin: Origin
    ) -> AlertEnvelope.Header {
        let profile = naming.profile(of: alert)
        let header = AlertEnvelope.Header(
            digest: digest,
            profile: profile,
            entity: naming.entity(of: alert),
            tenant: naming.tenant,
            cluster: naming.cluster,
            door: origin.kind,
            sender: origin.sender,
            labels: sieve.labels,
            occurrence: occurrence
        )
        writer.reset()
        AlertEnvelope.write(header, alert, bytes, isJSON: isJSON, into: &writer)
        return header
    }

    /// Records bytes that are no alert with why they are none, and which record of a source topic they were.
    ///
    /// Of more bytes than fit into a dead letter the beginning is kept.
    func recordDeadLetter(
        _ bytes: UnsafeRawBufferPointer,
        code: String,
        message: String,
        from origin: Origin,
        record: SourceRecord? = nil
    ) {
        let id = id(of: bytes).description
        let room = limits.letterBytes(besides: message.utf8.count + (record?.key?.count ?? 0))
        let isCut = bytes.count > room
        let letter = DeadLetter(
            stage: "bridge",
            code: code,
            message: isCut ? "\(message); the first \(room) of \(bytes.count) bytes are kept" : message,
            topic: record?.topic ?? origin.door,
            partition: record?.partition ?? -1,
            offset: record?.offset ?? -1,
            timestampMilliseconds: origin.receivedMilliseconds,
            key: record?.key,
            value: Array(isCut ? UnsafeRawBufferPointer(rebasing: bytes.prefix(room)) : bytes)
        )
        writer.reset()
        letter.write(into: &writer)
        append(key: id, headers: [], at: origin.receivedMilliseconds, to: &deadLetters)
    }

    /// The event id of bytes.
    func id(of bytes: UnsafeRawBufferPointer) -> EventID {
        SHA256.digest(of: bytes).withBytes { Digest($0) }.eventID
    }

    /// Hands over the records of all topics and starts again.
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

    /// Writes Falco's own alert into the writer; returns the node, the record's key.
    private func write(
        sensor alert: Alert,
        isJSON: Bool,
        _ bytes: UnsafeRawBufferPointer,
        from origin: Origin
    ) -> String {
        let node = alert.string(.hostname) ?? origin.sender
        let sensor = Sensor(
            kind: .internalAlert,
            node: node,
            time: alert.time,
            rule: alert.rule,
            priority: alert.priority,
            received: Array(bytes),
            isJSON: isJSON
        )
        writer.reset()
        sensor.write(into: &writer)
        return node
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
