import CKafka
import EventModel
import Foundation
import Lifecycle
import Synchronization

/// Reads verdicts on its own thread as they become visible, and notes how old their alerts are then.
final class VerdictTail: Sendable {
    private struct State {
        var ages: [Double] = []
        var failure: (any Error)?
    }

    private let place: KafkaPlace
    /// Only alerts stamped at or after this time count, in milliseconds since 1970.
    private let countedFrom: Int64
    private let isReading = StopFlag()
    private let state = Mutex(State())
    private let thread = ServiceThread(name: "verdicts")

    init(_ place: KafkaPlace, countedFrom: Int64) {
        self.place = place
        self.countedFrom = countedFrom
    }

    /// Starts to read from the present end; returns when it is there.
    func start() throws {
        try thread.start { [self] stop in
            do {
                try read(until: stop)
            } catch {
                state.withLock { $0.failure = error }
            }
            isReading.set()
        }
        isReading.wait()
    }

    /// Ends the reading.
    ///
    /// - Returns: Milliseconds from an alert's time to its visible verdict, in order of arrival.
    func stop() throws -> [Double] {
        thread.stop()
        let state = state.withLock { $0 }
        if let failure = state.failure {
            throw failure
        }
        return state.ages
    }

    private func read(until stop: StopFlag) throws {
        let consumer = try PlainClient(
            RD_KAFKA_CONSUMER,
            [
                "bootstrap.servers": place.bootstrapServers, "group.id": place.prefix + "tail",
                "enable.auto.commit": "false", "isolation.level": "read_committed", "fetch.wait.max.ms": "10",
                "socket.nagle.disable": "true",
            ]
        )
        rd_kafka_poll_set_consumer(consumer.handle)
        try assign(consumer)
        let queue = rd_kafka_queue_get_consumer(consumer.handle)
        defer { rd_kafka_queue_destroy(queue) }
        let capacity = 2_000
        let messages = UnsafeMutablePointer<UnsafeMutablePointer<rd_kafka_message_t>?>.allocate(capacity: capacity)
        defer { messages.deallocate() }
        isReading.set()
        var ages: [Double] = []
        while !stop.isSet {
            let count = max(0, rd_kafka_consume_batch_queue(queue, 1, messages, capacity))
            let now = LatencyBench.nowMilliseconds()
            for index in 0..<count {
                guard let pointer = messages[index] else { continue }
                defer { rd_kafka_message_destroy(pointer) }
                let received = rd_kafka_message_timestamp(pointer, nil)
                if pointer.pointee.err == RD_KAFKA_RESP_ERR_NO_ERROR, received >= countedFrom {
                    ages.append(Double(now - received))
                }
            }
        }
        state.withLock { $0.ages = ages }
    }

    private func assign(_ consumer: PlainClient) throws {
        let list = rd_kafka_topic_partition_list_new(place.partitions)
        defer { rd_kafka_topic_partition_list_destroy(list) }
        for partition in 0..<place.partitions {
            let name = place.name(of: Topics.verdicts.name)
            var low: Int64 = 0
            var high: Int64 = 0
            let code = rd_kafka_query_watermark_offsets(consumer.handle, name, partition, &low, &high, 10_000)
            try PlainClient.check(code, "looking for the end of \(name)")
            rd_kafka_topic_partition_list_add(list, name, partition)?.pointee.offset = high
        }
        try PlainClient.check(rd_kafka_assign(consumer.handle, list), "reading verdicts")
    }
}
