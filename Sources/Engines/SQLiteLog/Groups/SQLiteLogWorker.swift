import LogPort
import Synchronization

/// One member of a consumer group inside the owning process.
final class SQLiteLogWorker: LogWorker {
    private let core: LogCore
    private let token: MemberToken
    private let waiter: Waiter
    private var cursors: [PartitionCursor] = []
    /// The cursor to ask first, so that every partition has its turn.
    private var turn = 0
    private var isClosed = false

    init(_ core: LogCore, group: String, topics: [TopicSettings], member: String) {
        self.core = core
        waiter = Waiter()
        token = core.groups.join(group: group, member: member, topics: topics, waiter: waiter)
    }

    deinit {
        core.groups.leave(token)
    }

    func poll(maxWaitMilliseconds: Int) throws(LogError) -> WorkerEvent {
        let deadline = Deadline(afterMilliseconds: maxWaitMilliseconds)
        while true {
            try check()
            waiter.prepare()
            switch core.groups.advance(token) {
            case .nothing: break
            case .assigned(let partitions):
                try take(partitions)
                return .assigned(partitions)
            case .revoked(let partitions): return .revoked(partitions)
            case .fenced: return try lose()
            }
            dropUnowned()
            if let batch = try nextBatch() { return .records(batch) }
            if maxWaitMilliseconds <= 0 || deadline.isOver { return .idle }
            let places = cursors.map { (partition: $0.number, offset: $0.position) }
            if core.state.withLock({ $0.register(waiter, at: places) }) {
                _ = waiter.wait(until: deadline)
                core.state.withLock { $0.unregister(waiter, at: places) }
            }
        }
    }

    func commit(_ transaction: LogTransaction) throws(LogError) -> [Int64] {
        try check()
        let batches = try core.encode(transaction)
        return try core.commit(Submission(batches: batches, offsets: transaction.offsets, member: token))
    }

    func rewind() throws(LogError) {
        try check()
        for cursor in cursors {
            cursor.seek(to: try core.resolve(.committed(group: token.group), in: cursor.source))
        }
    }

    func close() {
        guard !isClosed else { return }
        isClosed = true
        cursors = []
        core.groups.leave(token)
    }

    private func check() throws(LogError) {
        if isClosed { throw .closed("polling group \(token.group)") }
        try core.check("polling group \(token.group)")
    }

    /// Begins with newly owned partitions where the group has committed.
    private func take(_ partitions: [TopicPartition]) throws(LogError) {
        // A commit of the partitions' last owner may be on its way: it passed its check before the owner changed. After
        // this barrier it is in the committed offsets, and any later one is fenced.
        _ = try core.commit(Submission(batches: []))
        cursors = []
        for partition in partitions {
            cursors.append(try core.makeCursor(of: partition, from: .committed(group: token.group)))
        }
        turn = 0
    }

    private func lose() throws(LogError) -> WorkerEvent {
        guard !cursors.isEmpty else {
            throw LogError(
                .fenced,
                action: "polling group \(token.group)",
                message: "another member took this one's name; only one process may use it",
                remedy: .stop
            )
        }
        let lost = cursors.map(\.source)
        cursors = []
        return .lost(lost)
    }

    /// Forgets partitions that were given up by this poll.
    private func dropUnowned() {
        guard !cursors.isEmpty, core.groups.owned(token).isEmpty else { return }
        cursors = []
    }

    private func nextBatch() throws(LogError) -> RecordBatch? {
        for step in 0..<cursors.count {
            let index = (turn + step) % cursors.count
            if let batch = try core.next(cursors[index], upTo: nil) {
                turn = (index + 1) % cursors.count
                return batch
            }
        }
        return nil
    }
}
