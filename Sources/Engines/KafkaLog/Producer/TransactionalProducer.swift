import CKafka
import CKafkaLog
import Foundation
import LogPort
import Telemetry

/// A producer that writes transactions under one id, and that is recreated when the outcome of one is unknown.
///
/// A transaction is open only inside ``write(_:offsets:)``, so that nothing holds readers back between two of them.
/// Used by one thread at a time.
///
/// ```
///            prepare()                write                   ok
///   doubtful ─────────▶ ready ───────────────▶ in transaction ─────▶ ready
///      ▲                  ▲  aborted: LogError(rewind)  │
///      │                  └─────────────────────────────┤
///      └── unknown outcome, fatal: LogError(rewind) ────┤
///                               fenced: LogError(stop) ─┘
/// ```
final class TransactionalProducer {
    /// Offsets of a group that are committed with the outputs, and the group's present generation.
    struct GroupOffsets {
        let entries: [(ClusterPartition, Int64)]
        let metadata: OpaquePointer
    }

    let id: String
    private let kind: WriterKind
    private let settings: KafkaLogSettings
    let counters: KafkaCounters
    private let unansweredStarts: UnansweredStarts
    private let clock = ContinuousClock()
    /// nil while the outcome of the last transaction is in doubt.
    private var client: KafkaClient?
    private var topics: [String: OpaquePointer] = [:]
    private var rebuilds = 0
    /// Returns whether another process has this one's name; nil without a group to ask.
    var hasTwin: (() throws(LogError) -> Bool)?
    /// Fenced by a twin, by the brokers or by its own late request: the group is asked before the name is taken back.
    private var isSuspect = false
    /// Since when a member of the same name was seen whenever the group was asked.
    private var twinSeen: ContinuousClock.Instant?
    /// The offset of the first record of the last append to each partition, of this producer.
    private var lastOffsets: [ClusterPartition: Int64] = [:]
    /// The producer's sequence numbers cannot be trusted any more: it is recreated after the abort.
    private var isUnsound = false
    /// When the present transaction began.
    private var began = ContinuousClock.now

    init(
        id: String,
        kind: WriterKind,
        settings: KafkaLogSettings,
        counters: KafkaCounters,
        unansweredStarts: UnansweredStarts
    ) {
        self.id = id
        self.kind = kind
        self.settings = settings
        self.counters = counters
        self.unansweredStarts = unansweredStarts
    }

    deinit {
        release()
    }

    /// Whether the last transaction's outcome is unknown, so that ``prepare()`` has to come first.
    var isInDoubt: Bool {
        client == nil
    }

    /// Makes the producer and fences an earlier one of the same id; its open transaction is settled first.
    ///
    /// - Throws: ``LogError``: `unavailable` with `retry` while the cluster does not answer, `fenced` or `unusable` with
    ///   `stop`.
    func prepare() throws(LogError) {
        guard client == nil else { return }
        if rebuilds > 0 {
            counters.rebuilds.increment()
            // 100 ms, 200 ms, ... 3.2 s: a cluster in trouble is not asked faster.
            Thread.sleep(forTimeInterval: 0.05 * Double(1 << min(rebuilds, 6)))
        }
        rebuilds += 1
        try lookForTwin()
        let client = try KafkaClient(.producer(transactionalID: id, writes: kind), settings)
        let deadline = clock.now + .milliseconds(settings.requestTimeoutMilliseconds)
        while true {
            do throws(KafkaFailure) {
                try KafkaFailure.check(rd_kafka_init_transactions(client.handle, Int32(1_000)))
                self.client = client
                return
            } catch {
                let verdict = TransactionVerdict(error, at: .initialize)
                client.listen()
                if verdict == .retry, let trouble = client.trouble, trouble.isRefusal {
                    throw .fault(trouble, "\(TransactionStep.initialize.rawValue) of \(id)", remedy: .retry)
                }
                if verdict == .retry, clock.now < deadline {
                    continue
                }
                if verdict == .retry {
                    unansweredStarts.note(id)
                }
                throw fault(error, verdict, at: .initialize, remedy: .retry)
            }
        }
    }

    /// Checks before a name is taken back from the brokers: a twin that has it keeps it.
    ///
    /// A member of the same name may also be this one itself, from before it lost its session; the brokers forget that
    /// after the session time-out. So a twin is one that stays for longer.
    ///
    /// - Throws: ``LogError``, `fenced` with `stop` when there is a twin, `retry` when the group cannot be asked or has to
    ///   be asked again.
    private func lookForTwin() throws(LogError) {
        guard isSuspect, let hasTwin else {
            isSuspect = false
            return
        }
        // A starting twin takes the name a moment before it joins the group: wait for it.
        for _ in 0..<4 {
            if try hasTwin() {
                let since = twinSeen ?? clock.now
                twinSeen = since
                guard since.duration(to: clock.now) < .milliseconds(settings.sessionTimeoutMilliseconds + 3_000) else {
                    throw fault(KafkaFailure(RD_KAFKA_RESP_ERR__FENCED), .fenced, at: .initialize, remedy: .stop)
                }
                throw LogError(
                    .unavailable,
                    action: "taking back the name \(id)",
                    message: "a member of this name is in the group; it may be this one's earlier session",
                    remedy: .retry
                )
            }
            Thread.sleep(forTimeInterval: 0.75)
        }
        isSuspect = false
        twinSeen = nil
    }

    /// Commits appends and offsets as one transaction.
    ///
    /// - Parameters:
    ///   - appends: Frames with the names of their topics in the cluster, in order.
    ///   - offsets: The group's next offsets; nil writes only records.
    /// - Returns: The base offset of each append.
    /// - Throws: ``LogError``; `rewind` when nothing was kept or the outcome is unknown (see ``isInDoubt``).
    func write(
        _ appends: [(target: ClusterPartition, frames: RecordFrames)],
        offsets: GroupOffsets?
    ) throws(LogError) -> [Int64] {
        guard let client else {
            throw LogError(
                .unavailable,
                action: "committing",
                message: "the outcome of the last transaction is unknown; it has to be settled first",
                remedy: .rewind
            )
        }
        let bases = UnsafeMutablePointer<Int64>.allocate(capacity: max(1, appends.count))
        bases.initialize(repeating: -1, count: max(1, appends.count))
        defer { bases.deallocate() }
        let deliveries = ekl_deliveries(
            enqueued: 0,
            delivered: 0,
            failed: 0,
            error: 0,
            base_offsets: bases,
            append_count: appends.count
        )
        client.context.pointee.deliveries = deliveries
        // A late delivery must not write to memory that is gone.
        defer { client.context.pointee.deliveries.append_count = 0 }
        var step = TransactionStep.begin
        began = clock.now
        do throws(KafkaFailure) {
            try KafkaFailure.check(rd_kafka_begin_transaction(client.handle))
            step = .produce
            try produce(appends, with: client)
            KafkaFailpoint.reach(.midTransaction)
            step = .sendOffsets
            if let offsets {
                try send(offsets, with: client)
            }
            KafkaFailpoint.reach(.afterSendOffsets)
            step = .commit
            try verifyDelivery(of: appends, with: client)
            KafkaFailpoint.reach(.beforeCommit)
            try KafkaFailure.check(rd_kafka_commit_transaction(client.handle, millisecondsLeft))
            KafkaFailpoint.reach(.afterCommit)
        } catch {
            throw settle(cause(of: error, with: client), at: step, with: client)
        }
        rebuilds = 1
        counters.commits.increment()
        return Array(UnsafeBufferPointer(start: bases, count: appends.count))
    }

    /// Waits until brokers have every record of the transaction, and checks that they are new.
    ///
    /// Brokers treat a batch with known sequence numbers as a repetition: they answer with the offset of the first, and
    /// keep nothing. Chaos tests found a committed transaction whose changelog batch no broker had, after an abort of
    /// this producer with a batch of the same partition in flight; sequence numbers that librdkafka 2.0.2 used again
    /// explain it. Offsets only rise, so an old one reveals it.
    private func verifyDelivery(
        of appends: [(target: ClusterPartition, frames: RecordFrames)],
        with client: KafkaClient
    ) throws(KafkaFailure) {
        // An undelivered record makes the commit fail, with the reason.
        guard rd_kafka_flush(client.handle, millisecondsLeft) == RD_KAFKA_RESP_ERR_NO_ERROR else { return }
        let seen = client.context.pointee.deliveries
        guard seen.failed == 0 else { return }
        guard seen.delivered == seen.enqueued else {
            throw KafkaFailure(RD_KAFKA_RESP_ERR__INCONSISTENT, requiresAbort: true)
        }
        for (index, append) in appends.enumerated() {
            let offset = seen.base_offsets[index]
            guard offset > lastOffsets[append.target] ?? -1 else {
                isUnsound = true
                throw KafkaFailure(RD_KAFKA_RESP_ERR_DUPLICATE_SEQUENCE_NUMBER, requiresAbort: true)
            }
            lastOffsets[append.target] = offset
        }
    }

    /// Releases the producer; no transaction is open here.
    func release() {
        for topic in topics.values {
            rd_kafka_topic_destroy(topic)
        }
        topics = [:]
        lastOffsets = [:]
        isUnsound = false
        client = nil
    }

    private func produce(
        _ appends: [(target: ClusterPartition, frames: RecordFrames)],
        with client: KafkaClient
    ) throws(KafkaFailure) {
        for (index, append) in appends.enumerated() {
            let topic = try topic(append.target.topic, of: client)
            let code = append.frames.bytes.withUnsafeBufferPointer { bytes -> rd_kafka_resp_err_t in
                var position = 0
                let code = ekl_produce(
                    client.handle,
                    topic,
                    append.target.number,
                    bytes.baseAddress,
                    bytes.count,
                    index,
                    millisecondsLeft,
                    &position
                )
                return rd_kafka_resp_err_t(code)
            }
            guard code == RD_KAFKA_RESP_ERR_NO_ERROR else {
                // Refused before it was sent: the transaction is as it was and can be aborted.
                throw KafkaFailure(code, requiresAbort: code != RD_KAFKA_RESP_ERR__FENCED)
            }
        }
    }

    private func send(_ offsets: GroupOffsets, with client: KafkaClient) throws(KafkaFailure) {
        while true {
            let error = PartitionList.with(offsets.entries) { list in
                rd_kafka_send_offsets_to_transaction(client.handle, list, offsets.metadata, millisecondsLeft)
            }
            do throws(KafkaFailure) {
                return try KafkaFailure.check(error)
            } catch {
                guard TransactionVerdict(error, at: .sendOffsets) == .retry, millisecondsLeft > 1 else { throw error }
                Thread.sleep(forTimeInterval: 0.02)
            }
        }
    }

    /// The remaining time of the transaction, at least 1 ms.
    ///
    /// librdkafka recommends to leave the time to it (-1), but with hanging brokers it then waits for minutes, and so
    /// do the callers. The outcome of a commit that times out is unknown; a new producer settles it.
    private var millisecondsLeft: Int32 {
        let spent = began.duration(to: clock.now) / .milliseconds(1)
        return Int32(max(1, Double(patienceMilliseconds) - spent))
    }

    /// A worker may use all of the time-out; senders of alerts wait no longer than a request may take.
    private var patienceMilliseconds: Int {
        switch kind {
        case .decided: settings.transactionTimeoutMilliseconds
        case .received: min(settings.requestTimeoutMilliseconds, settings.transactionTimeoutMilliseconds)
        }
    }

    /// Handles a failed step and returns the outcome of the transaction.
    private func settle(_ failure: KafkaFailure, at step: TransactionStep, with client: KafkaClient) -> LogError {
        let verdict = verdict(failure, at: step)
        switch verdict {
        case .abort, .retry:
            return abort(after: failure, at: step, with: client)
        case .refuse, .stop:
            // An open transaction would hold readers back until its time-out; a failed abort changes nothing here.
            if failure.requiresAbort {
                _ = abort(after: failure, at: step, with: client)
            }
            // What a broker refused has used up sequence numbers: the next record would be out of order.
            if step != .produce { release() }
            return fault(failure, verdict, at: step, remedy: .stop)
        case .fenced, .rebuild:
            release()
            return fault(failure, verdict, at: step, remedy: .rewind)
        }
    }

    /// Distinguishes a twin from other causes of fencing: brokers that abort a transaction after its time-out and raise
    /// the producer's epoch (KIP-360), and this producer's own late request (``UnansweredStarts``); librdkafka reports
    /// all alike.
    ///
    /// After a time-out another process may have the name or not: a process that was stopped for so long may have been
    /// replaced. ``prepare()`` asks the group, and recreates the producer.
    private func verdict(_ failure: KafkaFailure, at step: TransactionStep) -> TransactionVerdict {
        let verdict = TransactionVerdict(failure, at: step)
        let isOld = began.duration(to: clock.now) >= .milliseconds(settings.transactionTimeoutMilliseconds)
        switch verdict {
        case .fenced where isOld || unansweredStarts.mayStrike(id), .rebuild where isOld: break
        default: return verdict
        }
        isSuspect = true
        return .rebuild
    }

    /// Least time for an abort; one that takes longer is left to the next producer, which settles it.
    private static let abortMilliseconds: Int32 = 5_000

    private func abort(after failure: KafkaFailure, at step: TransactionStep, with client: KafkaClient) -> LogError {
        counters.aborts.increment()
        waitForDelivery(client)
        let seen = client.context.pointee.deliveries
        let isSound = !isUnsound && seen.delivered + seen.failed == seen.enqueued
        do throws(KafkaFailure) {
            try KafkaFailure.check(
                rd_kafka_abort_transaction(client.handle, max(Self.abortMilliseconds, millisecondsLeft))
            )
            if !isSound {
                // Records in flight may have arrived under numbers that this producer would use again
                // (``verifyDelivery(of:with:)``); a new producer has a new epoch.
                release()
            }
            return LogError(
                .unavailable,
                action: "committing",
                message: "\(step.rawValue): \(failure); the transaction was aborted and is done again",
                remedy: .rewind
            )
        } catch {
            let verdict = verdict(error, at: .abort)
            release()
            return fault(error, verdict, at: .abort, remedy: .rewind)
        }
    }

    /// Waits for deliveries before an abort: with the first produce request in flight, the abort would be refused as
    /// fatal (librdkafka #4849), and purging messages in flight costs the producer.
    private func waitForDelivery(_ client: KafkaClient) {
        let began = clock.now
        while true {
            let seen = client.context.pointee.deliveries
            let resolved = seen.delivered + seen.failed
            let patience = Duration.seconds(resolved == 0 ? 5 : 2)
            guard resolved < seen.enqueued, rd_kafka_outq_len(client.handle) > 0, clock.now < began + patience else {
                return
            }
            rd_kafka_poll(client.handle, 20)
        }
    }

    /// Opens a topic for writing and learns where its partitions are, which spares the first message a second (#5032).
    private func topic(_ name: String, of client: KafkaClient) throws(KafkaFailure) -> OpaquePointer {
        if let known = topics[name] {
            return known
        }
        guard let topic = rd_kafka_topic_new(client.handle, name, nil) else {
            throw KafkaFailure(rd_kafka_last_error(), requiresAbort: true)
        }
        topics[name] = topic
        var metadata: UnsafePointer<rd_kafka_metadata>?
        let code = rd_kafka_metadata(client.handle, 0, topic, &metadata, Int32(settings.requestTimeoutMilliseconds))
        if let metadata {
            rd_kafka_metadata_destroy(metadata)
        }
        // A missing answer is not an error: the produce call finds out later.
        if code != RD_KAFKA_RESP_ERR_NO_ERROR {
            settings.logger.debug("no metadata", ["kafka.topic": .string(name), "error": .string("\(code.rawValue)")])
        }
        return topic
    }
}
