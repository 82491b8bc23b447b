import EventModel
import Foundation
import HTTPService
import LogPort
import Synchronization
import Telemetry

/// The bridge's single writer: takes what the doors received, commits it in groups, then answers.
///
/// ```
///   take --> record --> commit --kept----> count, answer as recorded ----+--> take
///                         |                                              |
///                         +--retry---> answer 503, hold batches ---------+
///                         +--rewind--> new producer, ask the changelog whether the group was kept, then as above;
///                         |            while there is no new producer: answer 503, hold batches, ask later
///                         +--stop----> answer 503, end
/// ```
/// Of one door everything is kept in the order in which it came: once a batch is held, later ones are held behind it.
final class IntakeWriter {
    struct Waiting {
        let exchange: HTTPExchange
        let door: Int
        /// What to say when the group is kept.
        let answer: HTTPAnswer
    }

    struct Recorded {
        let batch: ReceivedBatch
        let door: Int
    }

    struct DoorState {
        let kind: String
        let metrics: IntakeMetrics.Door
        var kept: DoorCounters
        var pending: DoorCounters
        /// Bodies that were refused before this process began.
        let refusedBefore: UInt64
        var isTouched = false
    }

    let log: any EventLog
    let settings: IntakeSettings
    let queue: IntakeQueue
    private let table: @Sendable () -> [DoorTable.Entry]
    let keep: @Sendable (DoorCounters, Int) -> Void
    let metrics: IntakeMetrics
    let logger: Logger
    let recorder: AlertRecorder
    private let lines: LineRecorder
    let exchanges: ExchangeRecorder
    var producer: any LogProducer
    var doors: [DoorState] = []
    var waiting: [Waiting] = []
    var recorded: [Recorded] = []
    /// Batches that the log refused, in order, to be tried again.
    var held: [Recorded] = []
    var isRefusing = false
    /// The group whose outcome is unknown; nothing is recorded until it is known.
    var doubt: IntakeDoubt?
    /// What was taken from the queue, and how much of it is recorded.
    var items: [IntakeQueue.Item] = []
    var itemIndex = 0
    var groupBytes = 0
    var groupMilliseconds: Int64 = 0
    let clock = ContinuousClock()

    init(
        log: any EventLog,
        settings: IntakeSettings,
        queue: IntakeQueue,
        recorder: AlertRecorder,
        metrics: IntakeMetrics,
        falcosidekick: FalcosidekickMetrics?,
        clock: ReceiptClock,
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
        // Behind the producer, which settles what an earlier one left open.
        exchanges = ExchangeRecorder(
            recorder,
            window: try Self.window(log, settings, isFilled: table().contains { $0.kind == "http" }, clock, logger),
            bodyLimit: settings.maximumBodyBytes,
            falcosidekick: falcosidekick
        )
    }

    /// The duplicate window, filled from the log where a door needs it.
    private static func window(
        _ log: any EventLog,
        _ settings: IntakeSettings,
        isFilled: Bool,
        _ clock: ReceiptClock,
        _ logger: Logger
    ) throws(LogError) -> DuplicateWindow {
        var window = DuplicateWindow(
            milliseconds: settings.duplicateWindow.wholeMilliseconds,
            maximumCount: settings.maximumRememberedAlerts
        )
        if isFilled {
            let faults = try DuplicateTail.read(
                log,
                kind: "http",
                into: &window,
                now: clock.milliseconds,
                maximumCount: settings.maximumRememberedAlerts
            )
            for fault in faults {
                logger.warning("What came lately is not known; a duplicate may be kept", ["error": .error(fault)])
            }
        }
        return window
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
            let isIdle = held.isEmpty && doubt == nil
            let isOpen = queue.take(into: &items, until: isIdle ? nil : Date())
            try work()
            if !isOpen {
                break
            }
        }
        let count = held.count + (doubt?.recorded.count ?? 0)
        if count > 0 {
            logger.error("Received batches were not kept", ["batches": .integer(count)])
        }
    }

    private func work() throws(LogError) {
        itemIndex = 0
        guard try settleDoubt() else {
            refuseItems()
            return
        }
        isRefusing = false
        let again = held
        held = []
        for entry in again {
            try take(entry)
        }
        while itemIndex < items.count {
            let item = items[itemIndex]
            itemIndex += 1
            switch item {
            case .exchange(let received, let door):
                take(received, door)
                try commitIfFull()
            case .batch(let batch, let door):
                try take(Recorded(batch: batch, door: door))
            }
        }
        items.removeAll(keepingCapacity: true)
        try commit()
    }

    // MARK: Recording

    private func take(_ received: ReceivedExchange, _ door: Int) {
        touch(door, at: received.receivedMilliseconds)
        let origin = AlertRecorder.Origin(
            door: doors[door].kept.door,
            kind: doors[door].kind,
            sender: received.exchange.sender,
            receivedMilliseconds: received.receivedMilliseconds
        )
        let answer = exchanges.record(received, from: origin, into: &doors[door].pending)
        waiting.append(Waiting(exchange: received.exchange, door: door, answer: answer))
        groupBytes += received.exchange.bodyCount
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
            if let records = batch.records {
                return take(records, of: batch, bytes, from: origin, into: &doors[door].pending)
            }
            for piece in batch.pieces {
                let content = UnsafeRawBufferPointer(rebasing: bytes[piece.range])
                if batch.form == .sensors {
                    recorder.recordOwn(content, at: batch.receivedMilliseconds)
                    doors[door].pending.received += 1
                    doors[door].pending.sensors += 1
                } else if piece.isCut {
                    lines.recordCut(content, from: origin, into: &doors[door].pending)
                } else if batch.form == .lines {
                    lines.record(content, from: origin, into: &doors[door].pending)
                } else {
                    recordAlert(content, from: origin, into: &doors[door].pending)
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

    /// Records bytes that are meant to be one alert.
    func recordAlert(
        _ bytes: UnsafeRawBufferPointer,
        from origin: AlertRecorder.Origin,
        record: @autoclosure () -> SourceRecord? = nil,
        into counters: inout DoorCounters
    ) {
        counters.received += 1
        let outcome = recorder.record(bytes, from: origin)
        counters.count(outcome)
        if case .broken(let fault) = outcome {
            recorder.recordDeadLetter(
                bytes,
                code: fault.code.rawValue,
                message: fault.message,
                from: origin,
                record: record()
            )
        }
    }

    func touch(_ door: Int, at milliseconds: Int64) {
        if door >= doors.count {
            for entry in table().dropFirst(doors.count) {
                doors.append(
                    DoorState(
                        kind: entry.kind,
                        metrics: metrics.door(entry.counters.door),
                        kept: entry.counters,
                        pending: entry.counters,
                        refusedBefore: entry.counters.refused
                    )
                )
            }
        }
        doors[door].isTouched = true
        groupMilliseconds = max(groupMilliseconds, milliseconds)
    }
}
