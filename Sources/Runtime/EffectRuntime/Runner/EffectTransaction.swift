import EventModel
import JSONText
import LogPort

/// Turns the machine's decisions into the appends of one commit of the worker.
struct EffectTransaction: ~Copyable {
    private let effect: String
    private let topic: String
    private let settings: EffectSettings
    private var events: [(partition: Int32, frames: RecordBatchBuilder)] = []
    private var letters: [(partition: Int32, frames: RecordBatchBuilder)] = []
    private var writer = JSONWriter()

    init(effect: String, topic: String, settings: EffectSettings) {
        self.effect = effect
        self.topic = topic
        self.settings = settings
    }

    /// Adds a record; dead letters have the effect's clock as their time only where their source has none.
    mutating func add(_ record: DeliveryRecord) {
        writer.reset()
        switch record {
        case .event(let event):
            event.write(into: &writer)
            let key = event.destination.isEmpty ? event.effect : event.destination
            Self.append(
                to: &events,
                partition: event.partition,
                key: key,
                header: "\(topic)/\(event.partition)/\(event.offset)/0",
                &writer,
                at: event.time.milliseconds
            )
        case .deadLetter(let source, let code, let message):
            let letter = DeadLetter(
                stage: effect,
                code: code,
                message: message,
                topic: topic,
                partition: source.partition,
                offset: source.offset,
                timestampMilliseconds: source.timestampMilliseconds,
                key: source.key,
                value: source.value
            )
            letter.write(into: &writer)
            let coordinates = "\(topic)/\(source.partition)/\(source.offset)"
            Self.append(
                to: &letters,
                partition: source.partition % settings.deadLetterPartitions,
                key: coordinates,
                header: "\(coordinates)/0",
                &writer,
                at: source.timestampMilliseconds
            )
        }
    }

    /// Hands over everything as appends.
    mutating func takeAppends() -> [LogTransaction.Append] {
        let appends =
            Self.seal(&events, settings.deliveries) + Self.seal(&letters, settings.deadLetters)
        events = []
        letters = []
        return appends
    }

    private static func seal(
        _ parts: inout [(partition: Int32, frames: RecordBatchBuilder)],
        _ topic: String
    ) -> [LogTransaction.Append] {
        parts.indices.compactMap { place in
            let target = TopicPartition(topic, parts[place].partition)
            return parts[place].frames.seal().map { LogTransaction.Append(target, $0) }
        }
    }

    private static func append(
        to parts: inout [(partition: Int32, frames: RecordBatchBuilder)],
        partition: Int32,
        key: String,
        header: String,
        _ writer: inout JSONWriter,
        at milliseconds: Int64
    ) {
        if !parts.contains(where: { $0.partition == partition }) {
            parts.append((partition, RecordBatchBuilder()))
        }
        guard let place = parts.firstIndex(where: { $0.partition == partition }) else { return }
        var headers: [UInt8] = []
        RecordHeaders.append(RecordHeaders.source, header.utf8, to: &headers)
        var key = key
        key.withUTF8 { key in
            headers.withUnsafeBytes { headers in
                writer.withBytes { value in
                    parts[place].frames.append(
                        key: UnsafeRawBufferPointer(key),
                        headers: headers,
                        value: value,
                        timestampMilliseconds: milliseconds
                    )
                }
            }
        }
    }
}
