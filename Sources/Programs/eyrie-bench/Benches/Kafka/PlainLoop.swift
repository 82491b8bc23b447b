import CKafka
import EventModel
import LogPort

/// The peer: a loop over librdkafka's C API that reads alerts, writes 400 bytes of each, and commits transactions.
///
/// It does what a worker's plumbing does and nothing of its work: no frames, no headers, no state, no keys.
struct PlainLoop {
    let place: KafkaPlace
    let intervalMilliseconds: Int

    struct Sample {
        var rate = 0.0
        var processorRate = 0.0
    }

    private static let outputBytes = 400
    private static let mostInTransaction = 20_000

    /// Reads that many records from the start of the alerts.
    func run(_ wanted: Int) throws -> Sample {
        let producer = try PlainClient(
            RD_KAFKA_PRODUCER,
            [
                "bootstrap.servers": place.bootstrapServers, "transactional.id": place.prefix + "peer",
                "compression.type": "lz4", "queue.buffering.max.messages": "500000", "socket.nagle.disable": "true",
            ]
        )
        try PlainClient.check(rd_kafka_init_transactions(producer.handle, 30_000), "preparing the plain loop")
        let consumer = try PlainClient(
            RD_KAFKA_CONSUMER,
            [
                "bootstrap.servers": place.bootstrapServers, "group.id": place.prefix + "peer",
                "auto.offset.reset": "earliest", "enable.auto.commit": "false", "enable.auto.offset.store": "false",
                "isolation.level": "read_committed", "check.crcs": "true", "socket.nagle.disable": "true",
            ]
        )
        rd_kafka_poll_set_consumer(consumer.handle)
        try subscribe(consumer)
        defer { rd_kafka_consumer_close(consumer.handle) }
        let output = try producer.topic(place.name(of: KafkaPlace.peerTopicName))
        return try loop(wanted, consumer, producer, output)
    }

    private func subscribe(_ consumer: PlainClient) throws {
        let list = rd_kafka_topic_partition_list_new(1)
        defer { rd_kafka_topic_partition_list_destroy(list) }
        rd_kafka_topic_partition_list_add(list, place.name(of: Topics.alerts.name), -1)
        try PlainClient.check(rd_kafka_subscribe(consumer.handle, list), "subscribing")
    }

    private func loop(
        _ wanted: Int,
        _ consumer: PlainClient,
        _ producer: PlainClient,
        _ output: OpaquePointer
    ) throws -> Sample {
        let capacity = 2_000
        let messages = UnsafeMutablePointer<UnsafeMutablePointer<rd_kafka_message_t>?>.allocate(capacity: capacity)
        defer { messages.deallocate() }
        let queue = rd_kafka_queue_get_consumer(consumer.handle)
        defer { rd_kafka_queue_destroy(queue) }
        var next = [Int64](repeating: -1, count: Int(place.partitions))
        var done = 0
        var watch: Stopwatch?
        var transaction = Stopwatch()
        var pending = 0
        while done < wanted {
            let count = max(0, rd_kafka_consume_batch_queue(queue, 1, messages, capacity))
            if count > 0, watch == nil {
                watch = Stopwatch()
            }
            if count > 0, pending == 0 {
                try PlainClient.check(rd_kafka_begin_transaction(producer.handle), "beginning")
                transaction = Stopwatch()
            }
            for index in 0..<count {
                guard let pointer = messages[index] else { continue }
                defer { rd_kafka_message_destroy(pointer) }
                let message = pointer.pointee
                try PlainClient.check(message.err, "reading")
                try produce(message, with: producer, to: output)
                next[Int(message.partition)] = message.offset + 1
            }
            pending += count
            done += count
            let isDue = transaction.seconds * 1_000 >= Double(intervalMilliseconds)
            if pending > 0, isDue || pending >= Self.mostInTransaction || done >= wanted {
                try commit(next, consumer, producer)
                pending = 0
            }
        }
        guard let watch else { return Sample() }
        return Sample(rate: Double(done) / watch.seconds, processorRate: Double(done) / watch.processorSeconds)
    }

    @inline(__always)
    private func produce(_ message: rd_kafka_message_t, with producer: PlainClient, to output: OpaquePointer) throws {
        while rd_kafka_produce(
            output,
            message.partition,
            RD_KAFKA_MSG_F_COPY,
            message.payload,
            min(Self.outputBytes, message.len),
            nil,
            0,
            nil
        ) != 0 {
            let code = rd_kafka_last_error()
            guard code == RD_KAFKA_RESP_ERR__QUEUE_FULL else { return try PlainClient.check(code, "producing") }
            rd_kafka_poll(producer.handle, 10)
        }
    }

    private func commit(_ next: [Int64], _ consumer: PlainClient, _ producer: PlainClient) throws {
        let list = rd_kafka_topic_partition_list_new(Int32(next.count))
        defer { rd_kafka_topic_partition_list_destroy(list) }
        for (partition, offset) in next.enumerated() where offset >= 0 {
            let name = place.name(of: Topics.alerts.name)
            rd_kafka_topic_partition_list_add(list, name, Int32(partition))?.pointee.offset = offset
        }
        let metadata = rd_kafka_consumer_group_metadata(consumer.handle)
        defer { rd_kafka_consumer_group_metadata_destroy(metadata) }
        try PlainClient.check(
            rd_kafka_send_offsets_to_transaction(producer.handle, list, metadata, -1),
            "sending offsets"
        )
        try PlainClient.check(rd_kafka_commit_transaction(producer.handle, -1), "committing")
    }
}
