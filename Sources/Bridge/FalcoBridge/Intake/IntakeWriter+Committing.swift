import EventModel
import Foundation
import HTTPService
import LogPort
import Telemetry

/// The end of a group: what becomes of it, and who is told.
extension IntakeWriter {
    private static let refused = HTTPAnswer.text(503, "The alert could not be kept\n")

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
        for index in doors.indices where doors[index].isTouched {
            // What was refused could not be written down then: it is with the next group that can be kept.
            doors[index].pending.refused = doors[index].refusedBefore + doors[index].metrics.refused.value
            DoorChangelog.append(doors[index].pending, at: groupMilliseconds, to: &changelog)
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
            exchanges.forgetPending()
            // Whoever comes meanwhile waits this long for its 503; trying at once would only keep a full disk busy.
            Thread.sleep(forTimeInterval: settings.retryPause.seconds)
        case .rewind:
            let group = IntakeDoubt(
                counters: doors.indices.filter { doors[$0].isTouched }.map { ($0, doors[$0].pending) },
                recorded: recorded
            )
            let wasKept: Bool
            do throws(LogError) {
                wasKept = try renewProducer(askingFor: group)
            } catch {
                finishRefused()
                guard error.remedy != .stop else { throw error }
                // Whoever waited was told 503, which is right or errs on the side of the sender; batches wait.
                held.removeLast(group.recorded.count)
                isRefusing = true
                doubt = group
                return
            }
            if wasKept {
                finishKept()
            } else {
                finishRefused()
                exchanges.forgetPending()
            }
        case .stop:
            finishRefused()
            throw error
        }
    }

    /// Makes a new producer and says whether the group was kept although its commit threw.
    private func renewProducer(askingFor group: IntakeDoubt) throws(LogError) -> Bool {
        producer.close()
        producer = try log.makeProducer(id: settings.producerID)
        let kept = try DoorChangelog.read(log)
        // Counters only grow, and they stand in the group's own transaction: they say whether it was kept.
        return group.counters.contains { kept[$0.counters.door] == $0.counters }
    }

    /// Finds out what became of a group in doubt, if there is one.
    ///
    /// - Returns: Whether nothing is in doubt any more.
    func settleDoubt() throws(LogError) -> Bool {
        guard let doubt else { return true }
        let wasKept: Bool
        do throws(LogError) {
            wasKept = try renewProducer(askingFor: doubt)
        } catch {
            guard error.remedy != .stop else { throw error }
            logger.warning("The log does not answer", ["error": .error(error)])
            Thread.sleep(forTimeInterval: settings.retryPause.seconds)
            return false
        }
        self.doubt = nil
        // Only now is it known whether what came with that group came at all.
        wasKept ? exchanges.keepPending() : exchanges.forgetPending()
        guard wasKept else {
            held = doubt.recorded + held
            return true
        }
        for (index, counters) in doubt.counters {
            doors[index].metrics.count(from: doors[index].kept, to: counters)
            doors[index].kept = counters
            doors[index].pending = counters
            keep(counters, index)
        }
        let bytes = doubt.recorded.reduce(0) { $0 + $1.batch.bytes.count }
        queue.release(bytes: bytes, count: doubt.recorded.count, batches: doubt.recorded.count)
        return true
    }

    /// Tells whoever waits that nothing is kept now, and holds batches.
    func refuseItems() {
        for item in items {
            switch item {
            case .exchange(let received, let door):
                touch(door, at: received.receivedMilliseconds)
                waiting.append(Waiting(exchange: received.exchange, door: door, answer: Self.refused))
                groupBytes += received.exchange.bodyCount
            case .batch(let batch, let door):
                held.append(Recorded(batch: batch, door: door))
            }
        }
        items.removeAll(keepingCapacity: true)
        finishRefused()
    }

    private func finishKept() {
        for index in doors.indices where doors[index].isTouched {
            doors[index].metrics.count(from: doors[index].kept, to: doors[index].pending)
            doors[index].kept = doors[index].pending
            doors[index].isTouched = false
            keep(doors[index].kept, index)
        }
        exchanges.keepPending()
        metrics.forgottenDuplicates.increment(by: exchanges.forgottenEarly - metrics.forgottenDuplicates.value)
        // Room first: who gets an answer may send the next alert at once.
        release(batches: recorded.count)
        for entry in waiting {
            entry.exchange.answer(entry.answer)
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
        for case .exchange(let received, let door) in rest {
            touch(door, at: 0)
            doors[door].metrics.refused.increment()
            received.exchange.answer(Self.refused)
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
