import Foundation
import HTTPService
import LogPort
import Telemetry

/// The bridge's single writer: takes what the doors received and does what ``IntakeMachine`` decides.
final class IntakeWriter {
    /// What it records with, made for one thread.
    struct Recorders {
        let records: AlertRecorder
        let exchanges: ExchangeRecorder
        /// What ``exchanges`` records alerts with.
        let alerts: UniqueAlertRecorder
        let batches: BatchRecorder
    }

    private let settings: IntakeSettings
    private let queue: IntakeQueue
    private let recorders: Recorders
    private let metrics: IntakeMetrics
    private let logger: Logger
    private let table: DoorTable
    private let clock = ContinuousClock()
    private var producer: GroupProducer
    private var counters: PendingCounters
    private var machine = IntakeMachine()
    private var exchanges = WaitingExchanges()
    private var batches = WaitingBatches()
    /// Exchanges that were answered since something was taken from the queue last.
    private var answeredCount = 0
    /// Why the log takes nothing any more.
    private var failure: LogError?

    init(
        settings: IntakeSettings,
        queue: IntakeQueue,
        producer: GroupProducer,
        recorders: Recorders,
        table: DoorTable,
        metrics: IntakeMetrics,
        logger: Logger
    ) {
        self.settings = settings
        self.queue = queue
        self.producer = producer
        self.recorders = recorders
        self.table = table
        self.metrics = metrics
        self.logger = logger
        counters = PendingCounters(table, metrics)
    }

    /// Works until the queue is closed and empty.
    ///
    /// - Throws: ``LogError`` when the log will not take anything again.
    func run() throws(LogError) {
        defer { finish() }
        var items: [IntakeQueue.Item] = []
        var isOpen = true
        while isOpen, failure == nil {
            // What is held is tried again after a pause even when nothing new comes.
            // Of those who were answered together at least a half is likely to send again at once.
            isOpen = queue.take(
                into: &items,
                until: machine.isWaiting ? Date() : nil,
                expecting: max(1, answeredCount / 2)
            )
            answeredCount = 0
            perform(machine.begin())
            offer(&items)
            perform(machine.flush())
        }
        if let failure {
            throw failure
        }
    }

    /// Whoever still waits is told that nothing was kept.
    private func finish() {
        if machine.unsettledCount > 0 {
            logger.error("Received batches were not kept", ["batches": .integer(machine.unsettledCount)])
        }
        queue.abandon()
        machine.end()
        var rest: [IntakeQueue.Item] = []
        _ = queue.take(into: &rest, until: Date())
        offer(&rest)
        producer.close()
    }

    /// Hands items to the machine; leaves none.
    private func offer(_ items: inout [IntakeQueue.Item]) {
        for item in items {
            switch item {
            case .exchange(let received, let door):
                perform(machine.offered(exchanges.add(received, door: door)))
            case .batch(let batch, let door):
                perform(machine.offered(batches.add(batch, door: door)))
            }
        }
        items.removeAll(keepingCapacity: true)
    }

    // MARK: Actions

    private func perform(_ actions: [IntakeMachine.Action]) {
        var next = actions
        while !next.isEmpty {
            let current = next
            next = []
            for action in current {
                precondition(next.isEmpty, "only the last action leads to another event")
                next = perform(action)
            }
        }
    }

    /// Does one thing; returns what comes of it.
    private func perform(_ action: IntakeMachine.Action) -> [IntakeMachine.Action] {
        switch action {
        case .recordExchange(let number): return recordExchange(number)
        case .recordBatch(let number): return recordBatch(number)
        case .commit: return commit()
        case .renewProducer: return renewProducer()
        case .keep:
            counters.keep()
            recorders.alerts.keepPending()
            metrics.forgottenDuplicates.increment(by: recorders.alerts.takeForgotten())
        case .forget:
            counters.forget()
            recorders.alerts.forgetPending()
        case .release(let bytes, let count, let done):
            batches.remove(done)
            queue.release(bytes: bytes, count: count, batches: done.count)
        case .answer(let numbers, let answer):
            exchanges.answer(numbers, answer)
            answeredCount += numbers.count
        case .countRefused(let door, let count):
            table.countRefused(count, at: door)
            metrics.countRefused(count, door: table.entries[door].counters.door)
        case .pause:
            Thread.sleep(forTimeInterval: settings.retryPause.seconds)
        case .end:
            precondition(failure != nil, "the log takes nothing for a reason")
        }
        return []
    }

    private func recordExchange(_ number: Int) -> [IntakeMachine.Action] {
        let (received, door) = exchanges[number]
        let answer = counters.withDoor(
            door,
            receivedMilliseconds: received.receivedMilliseconds,
            sender: received.exchange.sender
        ) { origin, counters in
            recorders.exchanges.record(received, from: origin, into: &counters)
        }
        exchanges.setAnswer(answer, of: number)
        return machine.recorded(isFull: isFull)
    }

    private func recordBatch(_ number: Int) -> [IntakeMachine.Action] {
        let (batch, door) = batches[number]
        counters.withDoor(door, receivedMilliseconds: batch.receivedMilliseconds, sender: batch.sender) {
            recorders.batches.record(batch, from: $0, into: &$1)
        }
        return machine.recorded(isFull: isFull)
    }

    private var isFull: Bool {
        recorders.records.byteCount >= settings.groupBytes
    }

    private func commit() -> [IntakeMachine.Action] {
        let bytes = recorders.records.byteCount
        let records = recorders.records.seal()
        let start = clock.now
        do throws(LogError) {
            try producer.commit(records, counters: counters.seal())
            metrics.commitSeconds.observe(clock.now - start)
            return machine.kept()
        } catch {
            metrics.failedCommits.increment()
            logger.warning("The log refused a group", ["error": .error(error), "group.bytes": .integer(bytes)])
            note(error)
            return machine.refused(error.remedy)
        }
    }

    private func renewProducer() -> [IntakeMachine.Action] {
        do throws(LogError) {
            return machine.asked(wasKept: counters.areKept(in: try producer.renew()))
        } catch {
            logger.warning("The log does not answer", ["error": .error(error)])
            note(error)
            return machine.notAsked(error.remedy)
        }
    }

    private func note(_ error: LogError) {
        if error.remedy == .stop {
            failure = error
        }
    }
}

extension Duration {
    /// Seconds with their fraction.
    fileprivate var seconds: Double {
        Double(components.seconds) + Double(components.attoseconds) / 1e18
    }

    /// Whole milliseconds.
    var wholeMilliseconds: Int64 {
        components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000
    }
}
