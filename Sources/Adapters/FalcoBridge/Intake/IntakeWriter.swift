import EventModel
import Foundation
import HTTPService
import StageRuntime
import Synchronization
import Telemetry

/// The bridge's single writer: takes what the doors received, commits it in groups, then answers.
///
/// ```
///   take --> record --> commit --kept----> count, answer 200 or 400 -----+--> take
///                         |                                              |
///                         +--retry---> answer 503, hold batches ---------+
///                         +--rewind--> new producer, ask the changelog whether the group was kept, then as above
///                         +--stop----> answer 503, end
/// ```
/// Of one door everything is kept in the order in which it came: once a batch is held, later ones are held behind it.
final class IntakeWriter {
    private struct Waiting {
        let exchange: HTTPExchange
        let door: Int
        let isAlert: Bool
    }

    private struct Recorded {
        let batch: ReceivedBatch
        let door: Int
    }

    private struct DoorState {
        let kind: String
        let metrics: IntakeMetrics.Door
        var kept: DoorCounters
        var pending: DoorCounters
        var isTouched = false
    }

    private let log: any EventLog
    private let settings: IntakeSettings
    private let queue: IntakeQueue
    private let table: @Sendable () -> [DoorTable.Entry]
    private let keep: @Sendable (DoorCounters, Int) -> Void
    private let metrics: IntakeMetrics
    private let logger: Logger
    private let recorder: AlertRecorder
    private let lines: LineRecorder
    private var producer: any LogProducer
    private var doors: [DoorState] = []
    private var waiting: [Waiting] = []
    private var recorded: [Recorded] = []
    /// Batches that the log refused, in order, to be tried again.
    private var held: [Recorded] = []
    private var isRefusing = false
    /// What was taken from the queue, and how much of it is recorded.
    private var items: [IntakeQueue.Item] = []
    private var itemIndex = 0
    private var groupBytes = 0
    private var groupMilliseconds: Int64 = 0
    private let clock = ContinuousClock()

    private static let accepted = HTTPAnswer.empty(200)
    private static let refused = HTTPAnswer.text(503, "The alert could not be kept\n")
    /// Source: falcosidekick, handlers.go.
    private static let invalid = HTTPAnswer.text(400, "Please send a valid request body\n")

    init(
        log: any EventLog,
        settings: IntakeSettings,
        queue: IntakeQueue,
        recorder: AlertRecorder,
        metrics: IntakeMetrics,
        logger: Logger,
        table: @escaping @Sendable () -> [DoorTable.Entry],
        keep: @escaping @Sendable (DoorCounters, Int) -> Void
    ) throws(LogError) {
        self.log = log
        self.settings = settings
        self.queue = queue
        self.recorder = recorder
        self.metrics = metrics
        self.logger = logger
        self.table = table
        self.keep = keep
        lines = LineRecorder(recorder)
        producer = try log.makeProducer(id: settings.producerID)
    }

    /// Works until the queue is closed and empty.
    ///
    /// - Throws: ``LogError`` when the log will not take anything again.
    func run() throws(LogError) {
        defer {
            queue.abandon()
            refuseAll()
            producer.close()
        }
        while true {
            // What is held is tried again after a pause even when nothing new comes.
            let isOpen = queue.take(into: &items, until: held.isEmpty ? nil : Date())
            try work()
            if !isOpen {
                break
            }
        }
        if !held.isEmpty {
            logger.error("Received batches were not kept", ["batches": .integer(held.count)])
        }
    }

    private func work() throws(LogError) {
        isRefusing = false
        itemIndex = 0
        let again = held
        held = []
        for entry in again {
            try take(entry)
        }
        while itemIndex < items.count {
            let item = items[itemIndex]
            itemIndex += 1
            switch item {
            case .exchange(let exchange, let door, let milliseconds):
                take(exchange, door, milliseconds)
                try commitIfFull()
            case .batch(let batch, let door):
                try take(Recorded(batch: batch, door: door))
            }
        }
        items.removeAll(keepingCapacity: true)
        try commit()
    }

    // MARK: Recording

    private func take(_ exchange: HTTPExchange, _ door: Int, _ milliseconds: Int64) {
        touch(door, at: milliseconds)
        let origin = AlertRecorder.Origin(
            door: doors[door].kept.door,
            kind: doors[door].kind,
            sender: exchange.peerAddress,
            receivedMilliseconds: milliseconds
        )
        let isAlert = exchange.withBody { body in recordAlert(body, door, origin) }
        waiting.append(Waiting(exchange: exchange, door: door, isAlert: isAlert))
        groupBytes += exchange.bodyCount
    }

    private func take(_ entry: Recorded) throws(LogError) {
        guard !isRefusing else {
            held.append(entry)
            return
        }
        let (batch, door) = (entry.batch, entry.door)
        touch(door, at: batch.receivedMilliseconds)
        let origin = AlertRecorder.Origin(
            door: doors[door].kept.door,
            kind: doors[door].kind,
            sender: batch.sender,
            receivedMilliseconds: batch.receivedMilliseconds
        )
        batch.bytes.withUnsafeBytes { bytes in
            for piece in batch.pieces {
                let content = UnsafeRawBufferPointer(rebasing: bytes[piece.range])
                if piece.isCut {
                    lines.recordCut(content, from: origin, into: &doors[door].pending)
                } else if batch.form == .lines {
                    lines.record(content, from: origin, into: &doors[door].pending)
                } else {
                    _ = recordAlert(content, door, origin)
                }
            }
        }
        if let position = batch.position {
            doors[door].pending.position = position
        }
        recorded.append(entry)
        groupBytes += batch.bytes.count
        try commitIfFull()
    }

    /// Records bytes that are meant to be one alert; says whether they are.
    private func recordAlert(_ bytes: UnsafeRawBufferPointer, _ door: Int, _ origin: AlertRecorder.Origin) -> Bool {
        doors[door].pending.received += 1
        switch recorder.record(bytes, from: origin) {
        case .appended:
            doors[door].pending.appended += 1
            return true
        case .sensor:
            doors[door].pending.sensors += 1
            return true
        case .broken(let fault):
            doors[door].pending.deadLettered += 1
            recorder.recordDeadLetter(bytes, code: fault.code.rawValue, message: fault.message, from: origin)
            return false
        }
    }

    private func touch(_ door: Int, at milliseconds: Int64) {
        if door >= doors.count {
            for entry in table().dropFirst(doors.count) {
                doors.append(
                    DoorState(
                        kind: entry.kind,
                        metrics: metrics.door(entry.counters.door),
                        kept: entry.counters,
                        pending: entry.counters
                    )
                )
            }
        }
        doors[door].isTouched = true
        groupMilliseconds = max(groupMilliseconds, milliseconds)
    }

    // MARK: Committing

    private func commitIfFull() throws(LogError) {
        if recorder.byteCount >= settings.groupBytes {
            try commit()
        }
    }

    private func commit() throws(LogError) {
        guard !waiting.isEmpty || !recorded.isEmpty else {
            return
        }
        var changelog = RecordBatchBuilder()
        for door in doors where door.isTouched {
            DoorChangelog.append(door.pending, at: groupMilliseconds, to: &changelog)
        }
        var appends = recorder.seal()
        if let frames = changelog.seal() {
            appends.append(LogTransaction.Append(DoorChangelog.partition, frames))
        }
        let start = clock.now
        do throws(LogError) {
            _ = try producer.commit(LogTransaction(appends: appends))
            metrics.commitSeconds.observe(clock.now - start)
            finishKept()
        } catch {
            metrics.failedCommits.increment()
            logger.warning("The log refused a group", ["error": .error(error), "group.bytes": .integer(groupBytes)])
            try recover(from: error)
        }
    }

    private func recover(from error: LogError) throws(LogError) {
        switch error.remedy {
        case .retry:
            finishRefused()
            // Whoever comes meanwhile waits this long for its 503; trying at once would only keep a full disk busy.
            Thread.sleep(forTimeInterval: settings.retryPause.seconds)
        case .rewind:
            let wasKept: Bool
            do throws(LogError) {
                wasKept = try renewProducer()
            } catch {
                finishRefused()
                throw error
            }
            wasKept ? finishKept() : finishRefused()
        case .stop:
            finishRefused()
            throw error
        }
    }

    /// Makes a new producer and says whether the group was kept although its commit threw.
    private func renewProducer() throws(LogError) -> Bool {
        producer.close()
        producer = try log.makeProducer(id: settings.producerID)
        let kept = try DoorChangelog.read(log)
        // Counters only grow, and they stand in the group's own transaction: they say whether it was kept.
        return doors.contains { $0.isTouched && kept[$0.pending.door] == $0.pending }
    }

    private func finishKept() {
        for index in doors.indices where doors[index].isTouched {
            doors[index].metrics.count(from: doors[index].kept, to: doors[index].pending)
            doors[index].kept = doors[index].pending
            doors[index].isTouched = false
            keep(doors[index].kept, index)
        }
        for entry in waiting {
            entry.exchange.answer(entry.isAlert ? Self.accepted : Self.invalid)
        }
        release(batches: recorded.count)
        waiting.removeAll(keepingCapacity: true)
        recorded.removeAll(keepingCapacity: true)
    }

    /// Nothing of the group was kept: exchanges are told so, batches are tried again.
    private func finishRefused() {
        for index in doors.indices where doors[index].isTouched {
            doors[index].pending = doors[index].kept
            doors[index].isTouched = false
        }
        for entry in waiting {
            doors[entry.door].metrics.refused.increment()
            entry.exchange.answer(Self.refused)
        }
        let batchBytes = recorded.reduce(0) { $0 + $1.batch.bytes.count }
        queue.release(bytes: groupBytes - batchBytes, count: waiting.count, batches: 0)
        groupBytes = 0
        held += recorded
        isRefusing = !held.isEmpty
        waiting.removeAll(keepingCapacity: true)
        recorded.removeAll(keepingCapacity: true)
    }

    private func release(batches: Int) {
        queue.release(bytes: groupBytes, count: waiting.count + recorded.count, batches: batches)
        groupBytes = 0
    }

    /// The end: whoever still waits is told that nothing was kept.
    private func refuseAll() {
        finishRefused()
        var rest = Array(items.dropFirst(itemIndex))
        items = []
        _ = queue.take(into: &items, until: Date())
        rest += items
        for case .exchange(let exchange, let door, _) in rest {
            touch(door, at: 0)
            doors[door].metrics.refused.increment()
            exchange.answer(Self.refused)
        }
    }
}

extension Duration {
    /// Seconds with their fraction.
    fileprivate var seconds: Double {
        Double(components.seconds) + Double(components.attoseconds) / 1e18
    }
}
