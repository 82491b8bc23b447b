import EventModel
import LogPort

/// One connection of the forwarder to the log: a producer, the forwarded position of the spool, and a reader from
/// there.
///
/// Used by one thread. After an error with `rewind` it cannot be used any more.
final class SpoolSession {
    /// The result of one transaction.
    struct Moved {
        /// Alerts, sensors and dead letters.
        var records = 0
        /// Why parts of the spool were passed over.
        var damages: [LogError] = []
        /// Why records were passed over.
        var refusals: [LogError] = []
        /// Whether there was nothing to do.
        var isIdle = true
    }

    /// What is committed together.
    private struct Attempt {
        let transaction: LogTransaction
        /// The position behind it.
        let next: ForwardPosition
        /// What the log has counted for each door without it.
        let knownBefore: [String: DoorCounters]
        /// Records of the spool in it, counters among them.
        let count: Int
        /// Bytes of the record that is passed over in its dead letter.
        let letterBytes: Int
        let moved: Moved
    }

    private let storage: any SpoolStorage
    private let settings: SpoolSettings
    private let clock: ReceiptClock
    private let producer: any LogProducer
    private var reader: (any LogReader)?
    private var batch: ForwardBatch
    private(set) var position: ForwardPosition
    /// The log's counters of each door, once the pending transaction is committed.
    private var known: [String: DoorCounters]
    /// Transactions since the spool's forwarded part was last removed.
    private var unremoved = 0
    /// When forwarded records that stay are checked again, in milliseconds since 1970.
    private var nextLook: Int64 = 0
    private var isClosed = false
    /// What could not be committed yet and is tried again.
    private var pending: Attempt?
    /// Which records the log refuses for good.
    private var search = RefusalSearch()
    private let limits: RecordLimits
    private let log: any LogWriting
    /// Keeps the spool's own mark of how far it was forwarded.
    private let marker: any LogProducer
    private var marked: Int64 = -1
    private var markedAt: ContinuousClock.Instant?

    /// Whether it has to be recreated: reading failed.
    private(set) var isBroken = false

    /// Transactions after which the forwarded part is removed even if more is waiting.
    private static let removalInterval = 16

    /// Settles an open transaction of an earlier process, and reads how far the spool was forwarded.
    ///
    /// - Throws: ``LogError``; `stop` when another process has the name, or the spool is an older copy.
    init(
        storage: any SpoolStorage,
        spool: String,
        log: any LogReading & LogWriting,
        producerID: String,
        settings: SpoolSettings,
        limits: RecordLimits,
        clock: ReceiptClock
    ) throws(LogError) {
        self.storage = storage
        self.limits = limits
        self.log = log
        marker = try storage.log.makeProducer(id: "forwarder")
        self.settings = settings
        self.clock = clock
        producer = try log.makeProducer(id: producerID)
        var partitions = ForwardBatch.Partitions()
        do throws(LogError) {
            for topic in [Topics.alerts.name, Topics.sensors.name, Topics.deadLetters.name] {
                partitions.counts[topic] = Int(try log.partitionCount(of: topic))
            }
            // Records of another version of the bridge go to their topic.
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
            marker.close()
            throw error
        }
    }

    /// Moves what is there, as one transaction.
    ///
    /// - Parameter maxWaitMilliseconds: How long to wait for something to come.
    /// - Returns: The result; empty when nothing came.
    /// - Throws: ``LogError``; after `retry` the same records come with the next call.
    func forward(maxWaitMilliseconds: Int) throws(LogError) -> Moved {
        if pending == nil {
            try collect(maxWaitMilliseconds)
        }
        guard let attempt = pending else {
            try keepMark()
            try removeForwarded()
            return Moved()
        }
        do throws(LogError) {
            _ = try producer.commit(attempt.transaction)
        } catch {
            guard error.code == .recordRefused else { throw error }
            try narrow(attempt, error)
            return Moved(isIdle: false)
        }
        pending = nil
        position = attempt.next
        search.kept()
        unremoved += 1
        if unremoved >= Self.removalInterval {
            try keepMark()
            try removeForwarded()
        }
        return attempt.moved
    }

    /// The log refused a record of an attempt: fewer are tried, and one alone is passed over.
    private func narrow(_ attempt: Attempt, _ error: LogError) throws(LogError) {
        pending = nil
        known = attempt.knownBefore
        reader?.close()
        reader = nil
        // The limit may be another one by now; not knowing it is no fault.
        try? limits.refresh(from: log)
        try search.refused(attempt.count, error, letterBytes: attempt.letterBytes)
    }

    func close() {
        guard !isClosed else { return }
        isClosed = true
        reader?.close()
        markedAt = nil
        // The mark serves the count alone: without it the next start counts more than waits until the log answers.
        try? keepMark()
        marker.close()
        producer.close()
    }

    /// Takes whole batches, which are groups of the intake, until a transaction is full or nothing more is there.
    ///
    /// While a record is looked for that the log refuses, fewer records are taken, and a group may be cut.
    private func collect(_ maxWaitMilliseconds: Int) throws(LogError) {
        var next = position
        var moved = Moved(isIdle: false)
        var wait = maxWaitMilliseconds
        var letterBytes = 0
        batch.removeAll()
        while batch.byteCount < settings.transactionBytes, batch.count < search.window {
            do throws(LogError) {
                guard let read = try read(from: next.next, wait) else { break }
                var strangers = 0
                var stop: Int64?
                read.visit { record in
                    guard stop == nil, batch.count < search.window else {
                        stop = stop ?? record.offset
                        return
                    }
                    moved.records += SpoolTally.isCounted(record) ? 1 : 0
                    if case .passing(let reason, let room) = search.state {
                        let passed = passedRecord(record, reason, room)
                        letterBytes = passed.letterBytes
                        moved.refusals.append(reason)
                        batch.add(passed, at: record.timestampMilliseconds)
                    } else if !batch.add(record) {
                        strangers += 1
                    }
                }
                if strangers > 0 {
                    moved.damages.append(stranger(strangers, next.next..<read.nextOffset))
                }
                next.next = stop ?? read.nextOffset
                if stop != nil {
                    reader?.close()
                    reader = nil
                }
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
        let before = known
        let count = batch.count
        pending = Attempt(
            transaction: batch.seal(&next, &known),
            next: next,
            knownBefore: before,
            count: count,
            letterBytes: letterBytes,
            moved: moved
        )
    }

    private func passedRecord(_ record: RecordView, _ reason: LogError, _ room: Int) -> PassedRecord {
        let fitting = limits.letterBytes(besides: reason.message.utf8.count + 1024)
        return PassedRecord(record, reason, room: min(room, fitting), at: clock.milliseconds)
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

    /// Keeps in the spool how far it was forwarded, once a second at most.
    private func keepMark() throws(LogError) {
        if position.next == marked || markedAt.map({ ContinuousClock.now < $0 + .seconds(1) }) ?? false {
            return
        }
        try ForwardMark(next: position.next).keep(with: marker)
        marked = position.next
        markedAt = .now
    }

    /// Removes what was forwarded, unless it stays a while for the duplicate window of the next start.
    private func removeForwarded() throws(LogError) {
        let now = clock.milliseconds
        // Remaining records are checked at most once a second.
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
