import ChaosKit
import Cryptography
import EventModel
import JSONText
import LogPort
import NodeAssembly
import Operations
import PipelineTestKit
import StageRuntime

/// RoundEvidence of a round in which nothing went wrong, made by the stages themselves; tests then spoil it.
enum GoodEvidence {
    static let partitions: Int32 = 2
    static let alertCount = 60

    static func make(seed: UInt64 = 5) throws -> RoundEvidence {
        var copy = LogCopy(partitions: partitions)
        for topic in PipelineTopics.settings(partitions: partitions) {
            copy[topic.name, topic.partitions - 1] = []
        }
        let sent = try appendAlerts(seed, to: &copy)
        let contents = NoModels()
        for stage in Parts.all.stages {
            for partition in 0..<partitions {
                let processor = stage.makeProcessor(partition: partition, contents: contents)
                let input = TopicPartition(stage.wiring.input, partition)
                for (index, record) in copy[input.topic, partition].enumerated() {
                    try processor.process(batch(of: record, in: input))
                    // As a worker does: several transactions, whose markers take an offset each.
                    if index % 7 == 6 {
                        take(processor, into: &copy)
                    }
                }
                take(processor, into: &copy)
            }
        }
        let samples = (0..<partitions).flatMap { partition in
            [0, 4, 9].map { OffsetSample(group: "eyrie.features", partition: partition, offset: $0) }
        }
        return RoundEvidence(sent: sent, copy: copy, samples: samples, ledger: LedgerReport())
    }

    /// Appends records to a partition at offsets after its last one, as a transaction would.
    static func append(_ records: [CopiedRecord], to topic: String, _ partition: Int32, of copy: inout LogCopy) {
        var next = copy[topic, partition].last.map { $0.offset + 2 } ?? 0
        for record in records {
            var record = record
            record.offset = next
            copy[topic, partition].append(record)
            next += 1
        }
    }

    static func batch(of record: CopiedRecord, in place: TopicPartition) -> RecordBatch {
        var builder = RecordBatchBuilder()
        builder.append(
            key: record.key,
            headers: record.headers,
            value: record.value ?? [],
            timestampMilliseconds: record.timestampMilliseconds
        )
        guard let frames = builder.seal() else { preconditionFailure("one record was appended") }
        return RecordBatch(source: place, frames: frames, baseOffset: record.offset)
    }

    private static func take(_ processor: any PartitionProcessing, into copy: inout LogCopy) {
        for append in processor.takeTransaction().appends {
            var records: [CopiedRecord] = []
            RecordBatch(source: append.target, frames: append.frames, baseOffset: 0).visit {
                records.append(CopiedRecord($0))
            }
            Self.append(records, to: append.target.topic, append.target.partition, of: &copy)
        }
    }

    private static func appendAlerts(_ seed: UInt64, to copy: inout LogCopy) throws -> [SentAlert] {
        // Two partitions and the shape of a small cluster: some profiles have many alerts, each partition has some.
        let shape = ClusterShape(workloads: 8, podsPerWorkload: 2, nodes: 2)
        var generator = AlertGenerator(seed: seed, shape: shape)
        let reader = AlertReader()
        let naming = ProfileNaming(tenant: "default", cluster: "local")
        var sent: [SentAlert] = []
        var writer = JSONWriter()
        for number in 0..<alertCount {
            let bytes = generator.next()
            let reading = try bytes.withUnsafeBytes { try reader.read($0) }
            let digest = SHA256.digest(of: bytes).withBytes { Digest($0) }
            let profile = naming.profile(of: reading.alert)
            let header = AlertEnvelope.Header(
                digest: digest,
                profile: profile,
                entity: naming.entity(of: reading.alert),
                tenant: "default",
                cluster: "local",
                door: "http",
                sender: "test"
            )
            writer.reset()
            bytes.withUnsafeBytes { AlertEnvelope.write(header, reading.alert, $0, isJSON: true, into: &writer) }
            let key = Array(profile.rawValue.utf8)
            let partition = key.withUnsafeBytes { Partitioner.partition(of: $0, count: Int(partitions)) }
            var builder = RecordBatchBuilder()
            let milliseconds = generator.nanoseconds / 1_000_000 + Int64(number)
            writer.withBytes { builder.append(key: key, value: $0, timestampMilliseconds: milliseconds) }
            guard let frames = builder.seal() else { preconditionFailure("one record was appended") }
            RecordBatch(source: TopicPartition(Topics.alerts.name, 0), frames: frames, baseOffset: 0).visit { record in
                append([CopiedRecord(record)], to: Topics.alerts.name, Int32(partition), of: &copy)
            }
            sent.append(SentAlert(id: digest.eventID, outcome: .acknowledged))
        }
        return sent
    }

    private struct NoModels: ContentSource {
        func content(_ digest: Digest) throws(LogError) -> [UInt8]? {
            nil
        }
    }
}
