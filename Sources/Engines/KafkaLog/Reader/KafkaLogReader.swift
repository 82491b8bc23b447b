import CKafka
import Foundation
import LogPort
import Telemetry

/// Reads a range of one partition, committed records only, with checksums verified.
///
/// The end of a bounded range is a watermark of when the reader was made; transaction markers have offsets too, so the
/// range is over when the consumer's position has passed it, whether or not the last offset is a record's. If an open
/// transaction holds a range back, the reader waits as long as a transaction may last.
final class KafkaLogReader: LogReader {
    private let core: KafkaCore
    private let pool: ReaderPool
    private let source: TopicPartition
    private let end: Int64?
    private let buffer = MessageBuffer()
    private let clock = ContinuousClock()
    private var nudge: FetchNudge

    private var lease: ReaderPool.Lease?
    private var topic: OpaquePointer?
    private var queue: OpaquePointer?
    /// The offset to continue with.
    private var position: Int64
    /// The consumer has reported the present end.
    private var isAtEnd = false
    private var ready: [RecordBatch] = []
    /// Removed or damaged records: nothing after them is handed out.
    private var ending: LogError?

    init(
        _ core: KafkaCore,
        _ pool: ReaderPool,
        _ source: TopicPartition,
        from start: Int64,
        to end: Int64?
    )
        throws(LogError)
    {
        self.core = core
        self.pool = pool
        self.source = source
        self.end = end
        position = start
        nudge = FetchNudge(queueBytes: min(4 << 20, core.settings.readerQueueBytes / 2))
        if let end, start >= end {
            return
        }
        let partition = ClusterPartition(source, prefix: core.settings.prefix)
        let lease = try pool.lease(partition)
        self.lease = lease
        let topic = rd_kafka_topic_new(lease.client.handle, partition.topic, nil)
        let queue = rd_kafka_queue_new(lease.client.handle)
        self.topic = topic
        self.queue = queue
        guard rd_kafka_consume_start_queue(topic, partition.number, start, queue) == 0 else {
            throw .fault(KafkaFailure(rd_kafka_last_error()), "reading \(source)", remedy: .retry)
        }
    }

    deinit {
        close()
    }

    func next(maxWaitMilliseconds: Int) throws(LogError) -> RecordBatch? {
        let action = "reading \(source)"
        try core.check(action)
        if !ready.isEmpty {
            return ready.removeFirst()
        }
        if let ending {
            throw ending
        }
        if let end, position >= end {
            return nil
        }
        guard let queue else { throw .closed(action) }
        let asked = clock.now
        let patience = Duration.milliseconds(
            core.settings.transactionTimeoutMilliseconds + core.settings.requestTimeoutMilliseconds
        )
        while true {
            // A bounded range is known to be there; without an end, only what has come is waited for no longer.
            let waited = asked.duration(to: clock.now)
            if end == nil, isAtEnd, waited >= .milliseconds(maxWaitMilliseconds) {
                take(queue, 0)
            } else {
                let left = Duration.milliseconds(maxWaitMilliseconds) - waited
                take(queue, end == nil && isAtEnd ? max(1, min(100, Int(left / .milliseconds(1)))) : 100)
            }
            ending = absorb()
            if !ready.isEmpty {
                return ready.removeFirst()
            }
            if let ending {
                throw ending
            }
            if let end, position >= end {
                return nil
            }
            if end == nil, isAtEnd, asked.duration(to: clock.now) >= .milliseconds(maxWaitMilliseconds) {
                return nil
            }
            try core.check(action)
            guard asked.duration(to: clock.now) < patience else { throw stalled() }
        }
    }

    var reachedOffset: Int64? {
        isAtEnd && ready.isEmpty ? position : nil
    }

    func close() {
        buffer.clear()
        guard let lease else { return }
        if let topic {
            rd_kafka_consume_stop(topic, lease.partition.number)
        }
        if let queue {
            rd_kafka_queue_destroy(queue)
        }
        if let topic {
            rd_kafka_topic_destroy(topic)
        }
        queue = nil
        topic = nil
        pool.giveBack(lease)
        self.lease = nil
    }

    private func take(_ queue: OpaquePointer, _ waitMilliseconds: Int) {
        buffer.fill(from: queue, maxWaitMilliseconds: waitMilliseconds)
        if let lease {
            nudge.took(
                buffer.count,
                bytes: buffer.byteCount,
                by: lease.client.handle,
                from: queue,
                of: [lease.partition]
            )
        }
    }

    /// Turns received messages into batches of the range.
    private func absorb() -> LogError? {
        defer { buffer.clear() }
        var failure: LogError?
        buffer.visitRuns { run in
            guard failure == nil else { return }
            switch run {
            case .records(_, let frames, let baseOffset):
                let upper = min(end ?? Int64.max, baseOffset + frames.offsetSpan)
                isAtEnd = false
                if baseOffset < upper {
                    let window = max(position, baseOffset)..<upper
                    ready.append(
                        RecordBatch(source: source, frames: frames, baseOffset: baseOffset, window: window)
                    )
                }
                position = max(position, baseOffset + frames.offsetSpan)
            case .end(_, let offset):
                isAtEnd = true
                position = max(position, offset)
            case .failure(_, let found):
                failure = fault(found)
            }
        }
        return failure
    }

    private func fault(_ failure: KafkaFailure) -> LogError? {
        if failure.meansRemoved {
            let range = try? core.cluster.watermarks(of: ClusterPartition(source, prefix: core.settings.prefix))
            return .removed(source, position..<max(position, range?.lowerBound ?? position))
        }
        switch failure.code {
        case RD_KAFKA_RESP_ERR__BAD_MSG, RD_KAFKA_RESP_ERR__BAD_COMPRESSION, RD_KAFKA_RESP_ERR_INVALID_MSG:
            return LogError(
                .corrupt,
                action: "reading \(source)",
                message: "\(failure), at offset \(position) or behind it; see the runbook CorruptBatch",
                remedy: .stop
            )
        case RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED, RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART,
            RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION, RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC:
            return .fault(failure, "reading \(source)", remedy: .stop)
        default:
            core.settings.logger.info(
                "reading goes on after an error",
                ["kafka.source": .string("\(source)"), "error": .string(failure.description)]
            )
            return nil
        }
    }

    private func stalled() -> LogError {
        let range = end.map { "of \(position)..<\($0) " } ?? ""
        return LogError(
            .unavailable,
            action: "reading \(source)",
            message: "nothing \(range)came for longer than a transaction may last; the leader does not answer, or a "
                + "transaction hangs (`eyrie lag` and `kafka-transactions.sh find-hanging` show it)",
            remedy: .retry
        )
    }
}

extension LogError {
    /// The error of a range that retention removed.
    static func removed(_ source: TopicPartition, _ range: Range<Int64>) -> LogError {
        LogError(
            .outOfRange,
            action: "reading \(source)",
            message: "offsets \(range.lowerBound)..<\(range.upperBound) were removed by retention",
            remedy: .stop
        )
    }
}
