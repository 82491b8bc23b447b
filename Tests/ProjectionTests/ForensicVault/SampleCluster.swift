import Cryptography
import EventModel
import IncidentTracking
import JSONText
import LogPort
import PipelineTestKit
import StageKit

/// A log with alerts, verdicts and what the real incident stage makes of them, in a few partitions.
///
/// Everything is a function of the seed. One alert in nine is Critical; the others are nothing or context.
struct SampleCluster {
    static let partitions: Int32 = 3
    /// 2026-01-05T00:00:00Z.
    static let start = Timestamp(nanoseconds: 1_767_571_200_000_000_000)
    static let model = SHA256.digest(of: "a model").withBytes { Digest($0) }

    let log: MemoryLog
    /// The received bytes of every alert, by event id.
    private(set) var received: [EventID: [UInt8]] = [:]
    /// The ids of the alerts that are evidence, in no order.
    private(set) var evidence: Set<EventID> = []
    /// The incident events of each partition, in order.
    private(set) var events: [Int32: [IncidentEvent]] = [:]

    /// Makes a log.
    ///
    /// - Parameters:
    ///   - seed: What everything follows from.
    ///   - count: How many alerts.
    ///   - alertRetentionMilliseconds: How long the log keeps alerts and verdicts; nil keeps them.
    /// - Throws: When the log or the stage refuses something, which is a fault of the sample.
    init(seed: UInt64, count: Int = 300, alertRetentionMilliseconds: Int64? = nil) throws {
        log = MemoryLog()
        try log.create(
            [Topics.alerts.name, Topics.verdicts.name].map {
                TopicSettings(
                    name: $0,
                    partitions: Self.partitions,
                    cleanup: .delete,
                    retentionMilliseconds: alertRetentionMilliseconds
                )
            } + [TopicSettings(name: Topics.incidents.name, partitions: Self.partitions, cleanup: .delete)]
        )
        let producer = try log.makeProducer(id: "sample")
        for partition in 0..<Self.partitions {
            try fill(partition, SeededGenerator(seed: seed).split(UInt64(partition)), count, producer)
        }
        producer.close()
    }

    private mutating func fill(
        _ partition: Int32,
        _ random: SeededGenerator,
        _ count: Int,
        _ producer: any LogProducer
    ) throws {
        var random = random
        let stage = IncidentStage()
        var states: [Profile: IncidentStage.State] = [:]
        var streamTime = Timestamp(nanoseconds: .min)
        var seconds: Int64 = 0
        var transaction = LogTransaction()
        for number in 0..<count {
            seconds += Int64(random.below(120))
            let alert = try SampleAlert(partition, number, seconds, &random)
            received[alert.header.digest.eventID] = alert.received
            let milliseconds = alert.time.milliseconds + 7
            streamTime = max(streamTime, alert.time)
            let context = RecordContext(
                key: Key(alert.header.profile.rawValue),
                receivedAt: Timestamp(milliseconds: milliseconds),
                streamTime: streamTime
            )
            var made = try stage.apply(
                Record(context: context, payload: alert.verdict),
                to: &states[alert.header.profile],
                under: stage.initialRegime()
            )
            let control = alert.triage(of: made, &random)
            if let control {
                made += try stage.apply(
                    control,
                    at: context,
                    to: &states[alert.header.profile],
                    under: stage.initialRegime()
                )
            }
            evidence.formUnion(made.compactMap { $0.evidence?.event })
            events[partition, default: []] += made
            append(&transaction, Topics.alerts.name, partition, [alert.envelope], milliseconds)
            append(&transaction, Topics.verdicts.name, partition, [alert.verdict.encoded], milliseconds)
            // The stage forwards controls; the vault has to pass over them.
            append(
                &transaction,
                Topics.incidents.name,
                partition,
                made.map(\.encoded) + [control?.encoded].compactMap { $0 },
                milliseconds
            )
            if random.oneIn(4) || number == count - 1 {
                _ = try producer.commit(transaction)
                transaction = LogTransaction()
            }
        }
    }

    private func append(
        _ transaction: inout LogTransaction,
        _ topic: String,
        _ partition: Int32,
        _ values: [[UInt8]],
        _ milliseconds: Int64
    ) {
        let records = values.map { LogRecord(key: [], value: $0, timestampMilliseconds: milliseconds) }
        guard let frames = LogRecord.frames(records) else { return }
        transaction.appends.append(.init(TopicPartition(topic, partition), frames))
    }
}
