import CKafka
import CommandLineKit
import EventModel
import Foundation
import KafkaLog
import LogPort
import Operations
import Telemetry

/// A corner of a running cluster that a bench has to itself: topics, groups and ids under its own prefix.
final class KafkaPlace: Sendable {
    let bootstrapServers: String
    let prefix: String
    let log: KafkaLog
    let brokerCount: Int
    let partitions: Int32

    /// Looks for the cluster and creates the topics of the pipeline in it.
    ///
    /// - Throws: `CommandFailure` when nobody answers there.
    init(bootstrapServers: String, purpose: String, partitions: Int32 = 4) throws {
        self.bootstrapServers = bootstrapServers
        self.partitions = partitions
        prefix = "bench-\(purpose)-\(UUID().uuidString.prefix(8).lowercased())."
        brokerCount = try Self.countBrokers(bootstrapServers)
        log = try KafkaLog(Self.settings(bootstrapServers, prefix))
        try log.create(PipelineTopics.settings(partitions: partitions) + [Self.peerTopic(partitions)])
    }

    /// How the bench and its workers speak to the cluster: as Eyrie does by default.
    static func settings(_ bootstrapServers: String, _ prefix: String) -> KafkaLogSettings {
        var settings = KafkaLogSettings(bootstrapServers: bootstrapServers)
        settings.prefix = prefix
        settings.logger = Logger.standardError(label: "bench", level: .warning, format: .logfmt)
        return settings
    }

    /// A topic's name in the cluster.
    func name(of topic: String) -> String {
        prefix + topic
    }

    /// What the plain loop writes to.
    static let peerTopicName = "peer"

    private static func peerTopic(_ partitions: Int32) -> TopicSettings {
        TopicSettings(name: peerTopicName, partitions: partitions, cleanup: .delete)
    }

    /// Makes brokers stamp alerts with the time at which they are in the topic; what follows from them inherits it.
    func stampAlertsOnArrival() throws {
        let client = try PlainClient(RD_KAFKA_PRODUCER, ["bootstrap.servers": bootstrapServers])
        var resource: OpaquePointer? = rd_kafka_ConfigResource_new(
            RD_KAFKA_RESOURCE_TOPIC,
            name(of: Topics.alerts.name)
        )
        defer { rd_kafka_ConfigResource_destroy(resource) }
        rd_kafka_ConfigResource_set_config(resource, "message.timestamp.type", "LogAppendTime")
        let queue = rd_kafka_queue_new(client.handle)
        defer { rd_kafka_queue_destroy(queue) }
        rd_kafka_AlterConfigs(client.handle, &resource, 1, nil, queue)
        guard let event = rd_kafka_queue_poll(queue, 10_000) else {
            throw BenchFailure("changing the alerts' timestamps: no answer")
        }
        defer { rd_kafka_event_destroy(event) }
        try PlainClient.check(rd_kafka_event_error(event), "changing the alerts' timestamps")
    }

    /// Deletes the topics; what a group has committed expires by itself.
    func remove() {
        log.close()
        guard let client = try? PlainClient(RD_KAFKA_PRODUCER, ["bootstrap.servers": bootstrapServers]) else { return }
        let names = Topics.all.map(\.name) + [Self.peerTopicName]
        var requests: [OpaquePointer?] = names.map { rd_kafka_DeleteTopic_new(prefix + $0) }
        let queue = rd_kafka_queue_new(client.handle)
        requests.withUnsafeMutableBufferPointer { buffer in
            rd_kafka_DeleteTopics(client.handle, buffer.baseAddress, buffer.count, nil, queue)
        }
        if let event = rd_kafka_queue_poll(queue, 10_000) {
            rd_kafka_event_destroy(event)
        }
        rd_kafka_queue_destroy(queue)
        for request in requests {
            rd_kafka_DeleteTopic_destroy(request)
        }
    }

    private static func countBrokers(_ bootstrapServers: String) throws -> Int {
        let client = try PlainClient(
            RD_KAFKA_PRODUCER,
            ["bootstrap.servers": bootstrapServers, "log_level": "2"]
        )
        var metadata: UnsafePointer<rd_kafka_metadata>?
        let code = rd_kafka_metadata(client.handle, 0, nil, &metadata, 5_000)
        guard code == RD_KAFKA_RESP_ERR_NO_ERROR, let metadata else {
            throw CommandFailure(
                "no Kafka answers at \(bootstrapServers) (\(PlainClient.words(code))); start a cluster, and name it "
                    + "with --bootstrap or EYRIE_TEST_KAFKA"
            )
        }
        defer { rd_kafka_metadata_destroy(metadata) }
        return Int(metadata.pointee.broker_cnt)
    }
}
