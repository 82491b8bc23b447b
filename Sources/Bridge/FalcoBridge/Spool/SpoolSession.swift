import EventModel
import LogPort

/// The forwarder's way into the log: a producer, the place up to which the log has the spool, and a reader behind it.
///
/// Used by one thread. After an error that says `rewind` it is of no use any more.
final class SpoolSession {
    /// What one transaction moved.
    struct Moved {
        var count = 0
        /// Why parts of the spool were passed over.
        var damages: [LogError] = []
    }

    private let storage: any SpoolStorage
    private let settings: SpoolSettings
    private let clock: ReceiptClock
    private let producer: any LogProducer
    private var reader: (any LogReader)?
    private var batch: ForwardBatch
    private(set) var position: ForwardPosition
    /// What the log has counted for each door, once what is pending is committed.
    private var known: [String: DoorCounters]
    /// Transactions since the spool's forwarded part was last removed.
    private var unremoved = 0
    /// When what was forwarded and stays is looked at again, in milliseconds since 1970.
    private var nextLook: Int64 = 0
    private var isClosed = false
    /// What could not be committed yet and is tried again, with the position behind it.
    private var pending: (transaction: LogTransaction, next: ForwardPosition, moved: Moved)?

    /// Whether it has to be made anew: reading failed.
    private(set) var isBroken = false

    /// Most transactions before the forwarded part is removed while more is waiting.
    private static let removalInterval = 16

    /// Settles what an earlier process left open, and reads how far the log has the spool.
    ///
    /// - Throws: ``LogError``; `stop` when another process has the name, or the spool is an older copy.
    init(
        storage: any SpoolStorage,
        spool: String,
        log: any LogReading & LogWriting,
        producerID: String,
        settings: SpoolSettings,
        clock: ReceiptClock
    ) throws(LogError) {
        self.storage = storage
        self.settings = settings
        self.clock = clock
        producer = try log.makeProducer(id: producerID)
        var partitions = ForwardBatch.Partitions()
        do throws(LogError) {
            for topic in [Topics.alerts.name, Topics.sensors.name, Topics.deadLetters.name] {
                partitions.counts[topic] = Int(try log.partitionCount(of: topic))
            }
            // What another version of the bridge keeps there goes where it belongs.
            partitions.counts[DoorChangelog.partition.topic] = 1
            batch = ForwardBatch(partitions)
            let start = try storage.log.resolve(.earliest, in: SpoolTopics.records)
            position = try ForwardPosition.read(of: spool, startingAt: start, in: log)
            known = try DoorChangelog.read(log)
            let end = try storage.log.resolve(.latest, in: SpoolTopics.records)
            guard position.next <= end else {
                throw LogError(
                    .unusable,
                    action: "forwarding spool \(spool)",
                    message:
                        "the log has its records up to \(position.next) and the spool ends at \(end): its folder is "
                        + "an older copy; move it away, and a new spool begins",
                    remedy: .stop
                )
            }
        } catch {
            producer.close()
            throw error
        }
    }

    /// Records that wait.
    func waitingCount() throws(LogError) -> Int64 {
        try storage.log.resolve(.latest, in: SpoolTopics.records) - position.next
    }

    /// Moves what is there, as one transaction.
    ///
    /// - Parameter maxWaitMilliseconds: How long to wait for something to come.
    /// - Returns: What was moved; nothing when nothing came.
    /// - Throws: ``LogError``; after `retry` the same records come with the next call.
    func forward(maxWaitMilliseconds: Int) throws(LogError) -> Moved {
        if pending == nil {
            try collect(maxWaitMilliseconds)
        }
        guard let (transaction, next, moved) = pending else {
            try removeForwarded()
            return Moved()
        }
        _ = try producer.commit(transaction)
        pending = nil
        position = next
        unremoved += 1
        if unremoved >= Self.removalInterval {
            try removeForwarded()
        }
        return moved
    }

    func close() {
        guard !isClosed else { return }
        isClosed = true
        reader?.close()
        producer.close()
    }

    /// Takes whole batches, which are groups of the intake, until a transaction is full or nothing more is there.
    private func collect(_ maxWaitMilliseconds: Int) throws(LogError) {
        var next = position
        var moved = Moved()
        var wait = maxWaitMilliseconds
        while batch.byteCount < settings.transactionBytes {
            do throws(LogError) {
                guard let read = try read(from: next.next, wait) else { break }
                var strangers = 0
                read.visit { record in
                    if !batch.add(record) {
                        strangers += 1
                    }
                }
                if strangers > 0 {
                    moved.damages.append(stranger(strangers, next.next..<read.nextOffset))
                }
                next.next = read.nextOffset
            } catch {
                guard error.code == .corrupt else {
                    isBroken = true
                    throw error
                }
                let end = try endOfDamage(from: next.next)
                batch.add(letter(of: error, next.next..<end), key: "spool/\(position.spool)/\(next.next)")
                moved.damages.append(error)
                next.next = end
            }
            wait = 0
        }
        guard next.next > position.next else { return }
        moved.count = batch.count
        let transaction = batch.seal(&next, &known)
        pending = (transaction, next, moved)
    }

    private func read(from offset: Int64, _ wait: Int) throws(LogError) -> RecordBatch? {
        if reader == nil {
            reader = try storage.log.makeReader(of: SpoolTopics.records, from: .offset(offset), to: nil)
        }
        return try reader?.next(maxWaitMilliseconds: wait)
    }

    /// Looks for the first offset behind damaged bytes that can be read, or the end.
    private func endOfDamage(from start: Int64) throws(LogError) -> Int64 {
        reader?.close()
        reader = nil
        let end = try storage.log.resolve(.latest, in: SpoolTopics.records)
        for offset in start + 1..<max(start + 2, end) where offset < end {
            do throws(LogError) {
                let probe = try storage.log.makeReader(of: SpoolTopics.records, from: .offset(offset), to: nil)
                defer { probe.close() }
                _ = try probe.next(maxWaitMilliseconds: 0)
                return offset
            } catch {
                guard error.code == .corrupt else { throw error }
            }
        }
        return end
    }

    private func letter(of error: LogError, _ offsets: Range<Int64>) -> DeadLetter {
        DeadLetter(
            stage: "bridge",
            code: "damaged-spool",
            message: "offsets \(offsets.lowerBound) to \(offsets.upperBound - 1) of the spool are damaged: \(error)",
            topic: SpoolTopics.records.topic,
            partition: SpoolTopics.records.partition,
            offset: offsets.lowerBound,
            timestampMilliseconds: clock.milliseconds,
            key: nil,
            value: []
        )
    }

    private func stranger(_ count: Int, _ offsets: Range<Int64>) -> LogError {
        LogError(
            .corrupt,
            action: "forwarding offsets \(offsets) of the spool",
            message: "\(count) records name no topic of the log; another program wrote into the spool",
            remedy: .stop
        )
    }

    /// Removes what was forwarded, unless it stays a while for the duplicate window of the next start.
    private func removeForwarded() throws(LogError) {
        let now = clock.milliseconds
        // What stays is looked at once a second, however often this is called meanwhile.
        guard unremoved > 0 || (settings.keptMilliseconds > 0 && now >= nextLook) else { return }
        nextLook = now + 1000
        var end = position.next
        if settings.keptMilliseconds > 0, storage.storedBytes <= min(settings.keptBytes, settings.maximumBytes / 4) {
            let since = LogPosition.time(milliseconds: now - settings.keptMilliseconds)
            end = min(end, try storage.log.resolve(since, in: SpoolTopics.records))
        }
        try storage.removeRecords(before: end)
        unremoved = 0
    }
}
