import Foundation
import HTTPService
import LogPort
import Telemetry

/// The bridge's single writer: takes the doors' items and does what ``IntakeMachine`` decides.
final class IntakeWriter {
    /// The recorders, made for one thread.
    struct Recorders {
        let records: AlertRecorder
        let exchanges: ExchangeRecorder
        /// The recorder of alerts in ``exchanges``.
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
    private let counter: RefusedAlerts
    private let refusals: RefusalEpisode
    private var exchanges = WaitingExchanges()
    private var batches = WaitingBatches()
    /// Exchanges that were answered since something was taken from the queue last.
    private var answeredCount = 0
    /// Why the log accepts nothing any more.
    private var failure: LogError?

    init(
        settings: IntakeSettings,
        queue: IntakeQueue,
        producer: GroupProducer,
        recorders: Recorders,
        table: DoorTable,
        metrics: IntakeMetrics,
        refusals: RefusalEpisode,
        logger: Logger
    ) {
        counter = RefusedAlerts(bodyLimit: settings.maximumBodyBytes)
        self.refusals = refusals
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
            // Held batches are tried again after a pause even if nothing new comes. At least half of the senders that
            // were answered together are likely to send again at once.
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

    /// Refuses the exchanges that still wait.
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

    /// Does one action; returns the next event.
    private func perform(_ action: IntakeMachine.Action) -> [IntakeMachine.Action] {
        switch action {
        case .recordExchange(let number): return recordExchange(number)
        case .recordBatch(let number): return recordBatch(number)
        case .commit: return commit()
        case .renewProducer: return renewProducer()
        case .keep:
            refusals.kept()
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
            if answer == .refused {
                countRefused(numbers)
            }
            exchanges.answer(numbers, answer)
            answeredCount += numbers.count
        case .pause:
            Thread.sleep(forTimeInterval: settings.retryPause.seconds)
        case .end:
            precondition(failure != nil, "the log takes nothing for a reason")
        }
        return []
    }

    /// Counts what is lost with requests that are refused: the alerts in them, not the requests.
    private func countRefused(_ numbers: Range<Int>) {
        for number in numbers {
            let (received, door) = exchanges[number]
            let count = counter.count(received)
            table.countRefused(count, at: door)
            metrics.countRefused(count, door: table.entries[door].counters.door)
            refusals.refused(count)
        }
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
            logger.debug("The log refused a group", ["error": .error(error), "group.bytes": .integer(bytes)])
            refusals.failed(error)
            note(error)
            return machine.refused(error.remedy)
        }
    }

    private func renewProducer() -> [IntakeMachine.Action] {
        do throws(LogError) {
            return machine.asked(wasKept: counters.areKept(in: try producer.renew()))
        } catch {
            refusals.failed(error)
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
