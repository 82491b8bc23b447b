import EventModel
import Foundation
import HTTPService
import StageRuntime
import Telemetry

/// The end of a group: what becomes of it, and who is told.
extension IntakeWriter {
    private static let accepted = HTTPAnswer.empty(200)
    private static let refused = HTTPAnswer.text(503, "The alert could not be kept\n")
    /// Source: falcosidekick, handlers.go.
    private static let invalid = HTTPAnswer.text(400, "Please send a valid request body\n")

    func commitIfFull() throws(LogError) {
        if recorder.byteCount >= settings.groupBytes {
            try commit()
        }
    }

    func commit() throws(LogError) {
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
        // Room first: who gets an answer may send the next alert at once.
        release(batches: recorded.count)
        for entry in waiting {
            entry.exchange.answer(entry.isAlert ? Self.accepted : Self.invalid)
        }
        waiting.removeAll(keepingCapacity: true)
        recorded.removeAll(keepingCapacity: true)
    }

    /// Nothing of the group was kept: exchanges are told so, batches are tried again.
    func finishRefused() {
        for index in doors.indices where doors[index].isTouched {
            doors[index].pending = doors[index].kept
            doors[index].isTouched = false
        }
        let batchBytes = recorded.reduce(0) { $0 + $1.batch.bytes.count }
        queue.release(bytes: groupBytes - batchBytes, count: waiting.count, batches: 0)
        groupBytes = 0
        for entry in waiting {
            doors[entry.door].metrics.refused.increment()
            entry.exchange.answer(Self.refused)
        }
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
    func refuseAll() {
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
