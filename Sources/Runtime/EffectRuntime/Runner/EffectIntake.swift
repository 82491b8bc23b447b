import EventModel
import JSONText
import LogPort
import Telemetry

/// Decodes records and hands them to the machine: at the head, and for destinations that are behind.
final class EffectIntake<E: Effect> {
    private let effect: E
    private let names: [String]
    private let log: any LogReading
    private let logger: Logger
    private let parser = JSONParser()

    init(effect: E, names: [String], log: any LogReading, logger: Logger) {
        self.effect = effect
        self.names = names
        self.log = log
        self.logger = logger
    }

    /// Hands in the records at the head.
    func take(_ batch: RecordBatch, into machine: inout DeliveryMachine, at now: Timestamp) {
        let partition = batch.source.partition
        batch.visit { record in
            guard let (source, payload) = read(record, partition) else { return }
            switch payload {
            case .success(let payload):
                machine.take(source, about: effect.subject(of: payload), at: now) { place, told in
                    effect.notice(of: payload, at: source, to: names[place], after: told)
                }
            case .failure(let fault):
                machine.reject(source, message: fault.description, at: now)
            }
        }
        machine.noteHead(partition, batch.nextOffset, now)
    }

    /// Reads on for a destination that is behind and has room: at most one batch.
    func readOn(_ place: Int, into machine: inout DeliveryMachine, at now: Timestamp) throws(LogError) {
        guard let gap = machine.gap(at: place) else { return }
        let source = TopicPartition(effect.topic, gap.partition)
        let first = try log.resolve(.earliest, in: source)
        if gap.from < first {
            logger.warning(
                "retention removed records before a destination was told of them",
                [
                    "effect": .string(effect.name), "destination": .string(names[place]),
                    "partition": .integer(gap.partition), "offsets": .string("\(gap.from)..<\(first)"),
                ]
            )
            machine.advance(gap.partition, to: min(first, gap.to), at: place, now)
            return
        }
        let reader = try log.makeReader(of: source, from: .offset(gap.from), to: .offset(gap.to))
        defer { reader.close() }
        guard let batch = try reader.next(maxWaitMilliseconds: 0) else {
            machine.advance(gap.partition, to: gap.to, at: place, now)
            return
        }
        var isFull = false
        batch.visit { record in
            guard !isFull, let (source, payload) = read(record, gap.partition), case .success(let payload) = payload
            else { return }
            isFull = !machine.offer(source, about: effect.subject(of: payload), to: place, at: now) { place, told in
                effect.notice(of: payload, at: source, to: names[place], after: told)
            }
        }
        if !isFull {
            machine.advance(gap.partition, to: min(batch.nextOffset, gap.to), at: place, now)
        }
    }

    /// Copies and decodes a record; nil for a control and for a tombstone.
    private func read(
        _ record: RecordView,
        _ partition: Int32
    ) -> (source: NoticeSource, payload: Result<E.Input, PayloadFault>)? {
        guard let value = record.value, !Control.isControl(value) else { return nil }
        let source = NoticeSource(
            partition: partition,
            offset: record.offset,
            timestampMilliseconds: record.timestampMilliseconds,
            key: Array(record.key),
            value: Array(value)
        )
        do throws(PayloadFault) {
            return (source, .success(try parser.decode(E.Input.self, from: value)))
        } catch {
            return (source, .failure(error))
        }
    }
}
