import EventModel
package import LogPort
package import PartKit
import Synchronization

/// Carries out people's orders about dead letters, each exactly once.
///
/// An alert is appended again in one transaction with its audit entry. Before the first order the producer is opened,
/// which on Kafka fences every other process of this kind and settles its open transaction; then the audit topic is
/// read to its end, and letters that it lists as settled are refused. So a letter is retried or discarded only once,
/// even if a process stops between two orders. On the embedded log the owning process does it.
package final class DeadLetterOperations: Sendable {
    /// The id of the producer: the same for all operators, who need no other right on the cluster.
    package static let producerID = LogOperations.producerID
    /// Bytes of records above which a transaction is committed, of one order too.
    private static let transactionBytes = 8 << 20

    private struct State {
        var producer: (any LogProducer)?
        var fates = LetterFates()
    }

    /// The work for one commit.
    private struct Pending {
        var transaction = LogTransaction()
        var entries: [AuditEntry] = []
    }

    private let log: any LogReading & LogWriting
    private let topology: Topology
    private let now: LogOperations.Clock
    private let state = Mutex(State())

    /// Prepares the operations; the producer is opened at the first order.
    ///
    /// - Parameters:
    ///   - log: The log.
    ///   - topology: The parts, along which a rejected record is traced to its alert.
    ///   - now: The time, for audit entries.
    package init(log: any LogReading & LogWriting, topology: Topology, now: @escaping LogOperations.Clock) {
        self.log = log
        self.topology = topology
        self.now = now
    }

    /// Carries out an order.
    ///
    /// - Returns: What was done and what was refused.
    /// - Throws: ``LogError``; what was done before stays done, and repeating the order does the rest.
    package func carryOut(_ order: DeadLetterOrder) throws -> DeadLetterAnswer {
        try state.withLock { state in
            try carryOut(order, &state)
        }
    }

    private func carryOut(_ order: DeadLetterOrder, _ state: inout State) throws -> DeadLetterAnswer {
        if state.producer == nil {
            // In this order: a commit of another process is in the audit topic, or fails.
            let producer = try log.makeProducer(id: Self.producerID)
            state.fates = try LetterFates(log: log)
            state.producer = producer
        }
        let letters = try DeadLetterArchive(log: log).letters(at: order.places)
        var answer = DeadLetterAnswer()
        var pending = Pending()
        var taken: Set<LetterCoordinates> = []
        for place in order.places {
            guard let stored = letters[place] else {
                answer.refused.append(.init("\(Topics.deadLetters.name)/\(place)", "there is no dead letter"))
                continue
            }
            let name = stored.coordinates
            if let fate = state.fates[name] {
                answer.refused.append(.init("\(name)", "it was \(fate)"))
                continue
            }
            guard taken.insert(name).inserted else { continue }
            if let refusal = try add(stored, order, to: &pending) {
                answer.refused.append(.init("\(name)", refusal))
                continue
            }
            answer.done.append("\(name)")
            if pending.transaction.byteCount >= Self.transactionBytes {
                try commit(&pending, &state)
            }
        }
        try commit(&pending, &state)
        return answer
    }

    /// Adds what an order means for one letter.
    ///
    /// - Returns: Why nothing was added, nil when it was.
    private func add(
        _ stored: StoredLetter,
        _ order: DeadLetterOrder,
        to pending: inout Pending
    ) throws(LogError) -> String? {
        var detail = "\(stored.letter.stage): \(stored.letter.code)"
        if order.action == .retried {
            switch try HeadFinder(log: log, topology: topology).head(of: stored.letter) {
            case .none(let reason): return reason
            case .alert(let record):
                record.append(to: &pending.transaction)
                detail += ", appended to \(Topics.alerts.name)/\(record.partition)"
            }
        }
        let entry = AuditEntry(
            at: now(),
            actor: order.by,
            action: order.action.rawValue,
            target: "\(stored.coordinates)",
            detail: detail
        )
        pending.transaction.append(
            key: order.by,
            value: entry.encoded,
            timestampMilliseconds: entry.at.milliseconds,
            to: TopicPartition(Topics.audit.name, 0)
        )
        pending.entries.append(entry)
        return nil
    }

    private func commit(_ pending: inout Pending, _ state: inout State) throws(LogError) {
        guard !pending.entries.isEmpty, let producer = state.producer else { return }
        do throws(LogError) {
            _ = try producer.commit(pending.transaction)
        } catch {
            // A new producer fences this one; then the audit topic shows whether it was kept.
            producer.close()
            state.producer = nil
            throw error
        }
        for entry in pending.entries {
            state.fates.add(entry)
        }
        pending = Pending()
    }
}
