import Lifecycle
import LogPort
import Synchronization

/// One member of a consumer group, or of all groups of a chain, inside the owning process.
final class SQLiteLogWorker: LogWorker {
    private let core: LogCore
    private let token: MemberToken
    /// The group that it reads each topic for, the first of a chain first.
    private let links: [ChainLink]
    private let waiter: Waiter
    private var cursors: [PartitionCursor] = []
    /// The cursor to ask first, so that every partition has its turn.
    private var turn = 0
    private var isClosed = false

    /// Joins the links' groups.
    ///
    /// - Throws: ``LogError``: `unknownTopic`, `unusable` for topics of unequal partition counts or a group with members
    ///   of another kind.
    init(_ core: LogCore, _ links: [ChainLink], member: String) throws(LogError) {
        precondition(!links.isEmpty, "a member reads something")
        let action = "joining group \(links[0].group)"
        try core.check(action)
        var topics: [TopicSettings] = []
        for link in links {
            guard let found = core.state.withLock({ $0.topics[link.topic] }) else {
                throw .unknown(TopicPartition(link.topic, 0), action)
            }
            topics.append(found)
        }
        guard Set(links.map(\.group)).count == 1 || Set(topics.map(\.partitions)).count == 1 else {
            throw LogError(
                .unusable,
                action: action,
                message: "the topics of a chain have equal partition counts; these have \(topics.map(\.partitions))",
                remedy: .stop
            )
        }
        self.core = core
        self.links = links
        waiter = Waiter()
        token = try core.groups.join(links.inOrderOfGroups, member: member, topics: topics, waiter: waiter)
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
        let submission = Submission(batches: batches, offsets: transaction.offsets, member: token, links: links)
        let bases = try core.commit(submission)
        passOver(transaction.offsets)
        return bases
    }

    func rewind() throws(LogError) {
        try check()
        for cursor in cursors {
            cursor.seek(to: try core.resolve(.committed(group: group(of: cursor.source)), in: cursor.source))
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
            cursors.append(try core.makeCursor(of: partition, from: .committed(group: group(of: partition))))
        }
        // In a chain the last link comes first: records between two stages go before new ones.
        cursors.sort { depth(of: $0) > depth(of: $1) }
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
        var first = 0
        while first < cursors.count {
            let depth = depth(of: cursors[first])
            let count = cursors[first...].prefix { self.depth(of: $0) == depth }.count
            for step in 0..<count {
                let index = first + (turn + step) % count
                if let batch = try core.next(cursors[index], upTo: nil) {
                    turn = (index - first + 1) % count
                    return batch
                }
            }
            first += count
        }
        return nil
    }

    // MARK: Chains

    private func group(of partition: TopicPartition) -> String {
        links.first { $0.topic == partition.topic }?.group ?? token.group
    }

    /// The place of a cursor's topic in the chain, from its beginning; 0 for all topics of one group.
    private func depth(of cursor: PartitionCursor) -> Int {
        let group = group(of: cursor.source)
        return links.firstIndex { $0.group == group } ?? 0
    }

    /// Moves the later links past the chain's committed records, which went through them as values.
    private func passOver(_ offsets: [LogTransaction.Offset]) {
        for cursor in cursors where depth(of: cursor) > 0 {
            if let offset = offsets.first(where: { $0.source == cursor.source }), offset.next > cursor.position {
                cursor.seek(to: offset.next)
            }
        }
    }
}

extension [ChainLink] {
    /// The first link of each group.
    fileprivate var inOrderOfGroups: [ChainLink] {
        reduce(into: []) { links, link in
            if !links.contains(where: { $0.group == link.group }) {
                links.append(link)
            }
        }
    }
}
