import CKafka
import Cryptography
import EventModel
import JSONText
import LogPort
import PipelineTestKit

/// Generated alerts as the bridge appends them: in their envelopes, in the partition of their profile.
///
/// A plain idempotent producer writes them, so that each is visible when a broker has it.
final class KafkaAlertFeeder {
    /// Profiles, drawn by Zipf's law.
    static let profiles = 10_000

    private var generator: AlertGenerator
    private let client: PlainClient
    private let topic: OpaquePointer
    private let reader = AlertReader()
    private let naming = ProfileNaming(tenant: "default", cluster: "local")
    private let headers: [UInt8]
    private var writer = JSONWriter(capacity: 16 * 1_024)
    private var alert: [UInt8] = []
    private var builders: [RecordBatchBuilder]
    /// Bytes of all envelopes so far.
    private(set) var byteCount = 0
    private(set) var count = 0

    /// Opens the alerts for writing.
    ///
    /// - Parameters:
    ///   - place: Where.
    ///   - startSeconds: Event time at which the alerts begin, in seconds since 1970.
    ///   - lingerMilliseconds: How long the producer collects: little for latency, more for speed.
    /// - Throws: `BenchFailure` when librdkafka refuses.
    init(_ place: KafkaPlace, startSeconds: Int, lingerMilliseconds: Int) throws {
        generator = AlertGenerator(
            seed: 4_801,
            shape: ClusterShape(workloads: Self.profiles, podsPerWorkload: 1, nodes: 50),
            startNanoseconds: Int64(startSeconds) * 1_000_000_000,
            alertsPerSecond: 1_000
        )
        client = try PlainClient(
            RD_KAFKA_PRODUCER,
            [
                "bootstrap.servers": place.bootstrapServers,
                "enable.idempotence": "true",
                "compression.type": "lz4",
                "linger.ms": "\(lingerMilliseconds)",
                "queue.buffering.max.messages": "500000",
                "queue.buffering.max.kbytes": "262144",
                "socket.nagle.disable": "true",
            ]
        )
        topic = try client.topic(place.name(of: Topics.alerts.name))
        var headers: [UInt8] = []
        RecordHeaders.append(
            RecordHeaders.contentType,
            Array("application/cloudevents+json; charset=UTF-8".utf8),
            to: &headers
        )
        self.headers = headers
        builders = Array(repeating: RecordBatchBuilder(), count: Int(place.partitions))
    }

    /// Appends that many alerts and waits until brokers have them.
    func feed(_ wanted: Int) throws {
        for _ in 0..<wanted {
            try append(receivedMilliseconds: nil)
        }
        try seal(above: 0)
        try client.flush()
    }

    /// Appends that many alerts with a receipt time, without waiting.
    func feed(_ wanted: Int, receivedMilliseconds: Int64) throws {
        for _ in 0..<wanted {
            try append(receivedMilliseconds: receivedMilliseconds)
        }
        try seal(above: 0)
    }

    private func append(receivedMilliseconds: Int64?) throws {
        alert.removeAll(keepingCapacity: true)
        generator.appendNext(to: &alert)
        let reading = try alert.withUnsafeBytes { try reader.read($0) }
        let profile = naming.profile(of: reading.alert)
        let header = AlertEnvelope.Header(
            digest: alert.withUnsafeBytes { SHA256.digest(of: $0).withBytes { Digest($0) } },
            profile: profile,
            entity: naming.entity(of: reading.alert),
            tenant: "default",
            cluster: "local",
            door: "memory",
            sender: "bench"
        )
        writer.reset()
        alert.withUnsafeBytes {
            AlertEnvelope.write(header, reading.alert, $0, isJSON: reading.isJSON, into: &writer)
        }
        byteCount += writer.count
        count += 1
        var key = profile.rawValue
        let partition = key.withUTF8 {
            Int(Partitioner.partition(of: UnsafeRawBufferPointer($0), count: builders.count))
        }
        writer.withBytes { value in
            builders[partition].append(
                key: key,
                headers: headers,
                value: value,
                timestampMilliseconds: receivedMilliseconds ?? generator.nanoseconds / 1_000_000
            )
        }
        if builders[partition].byteCount >= 1 << 20 {
            try seal(above: 1 << 20)
        }
    }

    private func seal(above bytes: Int) throws {
        for index in builders.indices where builders[index].byteCount >= bytes {
            if let frames = builders[index].seal() {
                try client.produce(frames.bytes, to: topic, partition: Int32(index))
            }
        }
    }
}
