package import LogPort

/// A complete log engine in memory, for tests: it can fail any call, and it refuses illegal use.
///
/// - What it holds lasts as long as one of its handles or ``reopened()`` logs: a test "kills" the process by
///   ``armFault(_:afterCalls:)`` with a crash, and continues with the log that ``reopened()`` returns.
/// - Use that the port forbids (offsets that go back or run ahead, partitions that are not owned, a handle after its
///   `close`, one handle from two threads, no rewind after an error that asks for it) throws `unusable` or `fenced`,
///   and is listed in ``violations``, so that a runner that swallows the error is found out all the same.
/// - A member that does not poll holds up the rebalance of its group forever; ``expel(member:of:)`` is the session
///   time-out.
/// - Nothing bounds its size.
package final class MemoryLog: EventLog, LogChaining {
    private let core: MemoryCore
    private let session: Int

    /// Makes an empty log.
    ///
    /// - Parameters:
    ///   - handOut: Where batches end when they are handed out.
    ///   - flaw: A planted breach of the contract; nil for a good log.
    package init(handOut: HandOut = .asAppended, flaw: MemoryLogFlaw? = nil) {
        core = MemoryCore(MemoryLogState(handOut: handOut, flaw: flaw))
        session = 0
    }

    private init(_ core: MemoryCore, session: Int) {
        self.core = core
        self.session = session
    }

    // MARK: What tests ask for

    /// Ends this log's process and opens what it committed again; members, producers and this log are closed.
    ///
    /// An armed fault that has not struck stays armed.
    package func reopened(handOut: HandOut? = nil) -> MemoryLog {
        let session = core.withState { state -> Int in
            state.restart()
            if let handOut {
                state.handOut = handOut
            }
            return state.session
        }
        return MemoryLog(core, session: session)
    }

    /// Makes a call fail, once.
    ///
    /// - Parameters:
    ///   - fault: How it fails.
    ///   - calls: How many calls from now on still succeed; the next one is struck.
    package func armFault(_ fault: InjectedFault, afterCalls calls: Int) {
        precondition(calls >= 0, "a fault cannot strike a call of the past")
        core.withState { $0.armed = (fault, $0.callCount + calls + 1, nil) }
    }

    /// Makes the next call of a name fail, once.
    ///
    /// - Parameters:
    ///   - fault: How it fails.
    ///   - call: Type and method, as ``StruckFault/name`` has it: "LogWorker.commit".
    package func armFault(_ fault: InjectedFault, onNext call: String) {
        core.withState { $0.armed = (fault, nil, call) }
    }

    package func disarmFault() {
        core.withState { $0.armed = nil }
    }

    /// True until the armed fault has struck.
    package var isFaultPending: Bool {
        core.withState { $0.armed != nil }
    }

    /// True after an injected crash, until ``reopened()``.
    package var hasCrashed: Bool {
        core.withState { $0.hasCrashed }
    }

    /// The faults that have struck, in order.
    package var struckFaults: [StruckFault] {
        core.withState { $0.struck }
    }

    /// Calls of the port so far, over all handles and sessions; `close` does not count.
    package var callCount: Int {
        core.withState { $0.callCount }
    }

    /// Illegal use so far, one sentence each; empty for a caller that keeps the rules.
    package var violations: [String] {
        core.withState { $0.violations }
    }

    /// Takes a member's partitions away without asking it, as a session time-out does.
    ///
    /// Its commits are fenced until a poll has told it what it lost; then it joins again.
    package func expel(member: String, of group: String) {
        core.withState { $0.groups[group]?.fence(name: member, mayRejoin: true) }
    }

    /// Flips a bit in the stored value at or behind an offset; nothing happens to an empty value.
    package func damage(_ partition: TopicPartition, at offset: Int64) {
        core.withState { $0.partitions[partition]?.flipByte(ofRecordAt: offset) }
    }

    /// Every record that is kept, without a call of the port.
    package func records(of partition: TopicPartition) -> [PlacedRecord] {
        core.withState { state in
            (state.partitions[partition]?.records ?? []).map { PlacedRecord(offset: $0.offset, record: $0.record) }
        }
    }

    /// Where a group goes on in each partition in which it has committed, without a call of the port.
    package func committedOffsets(of group: String) -> [TopicPartition: Int64] {
        core.withState { $0.groups[group]?.committed ?? [:] }
    }

    /// Members of a group that are not fenced.
    package func memberCount(of group: String) -> Int {
        core.withState { $0.groups[group]?.members.count ?? 0 }
    }

    /// How often the partitions of a group were shared out.
    package func generation(of group: String) -> Int {
        core.withState { $0.groups[group]?.generation ?? 0 }
    }

    // MARK: EventLog

    package func topics() throws(LogError) -> [TopicSettings] {
        try core.call("EventLog.topics", session: session) { state throws(LogError) in
            let isReversed = state.flaw == .listsTopicsInDisorder
            return state.topics.values.sorted { ($0.name < $1.name) != isReversed }
        }
    }

    package func create(_ topics: [TopicSettings]) throws(LogError) {
        let action = "EventLog.create"
        try core.call(action, session: session) { state throws(LogError) in try state.create(topics, action) }
    }

    package func resolve(_ position: LogPosition, in partition: TopicPartition) throws(LogError) -> Int64 {
        let action = "EventLog.resolve"
        return try core.call(action, session: session) { state throws(LogError) in
            try state.resolve(position, in: partition, action)
        }
    }

    package func committedOffset(group: String, in partition: TopicPartition) throws(LogError) -> Int64? {
        let action = "EventLog.committedOffset"
        return try core.call(action, session: session) { state throws(LogError) in
            guard state.partitions[partition] != nil else {
                throw state.unknown("partition \(partition)", action)
            }
            return state.groups[group]?.committed[partition]
        }
    }

    package func makeWorker(
        group: String,
        topics: [String],
        member: String
    ) throws(LogError) -> any LogWorker {
        let action = "EventLog.makeWorker"
        let id = try core.call(action, session: session) { state throws(LogError) in
            try state.join(group: group, topics: topics, name: member, action)
        }
        return MemoryWorker(core, session: session, group: group, id: id)
    }

    package func makeChain(_ links: [ChainLink], member: String) throws(LogError) -> any LogWorker {
        let action = "EventLog.makeWorker"
        let id = try core.call(action, session: session) { state throws(LogError) in
            try state.join(chain: links, name: member, action)
        }
        return MemoryWorker(core, session: session, group: links[0].group, id: id)
    }

    package func makeProducer(id: String) throws(LogError) -> any LogProducer {
        let number = try core.call("EventLog.makeProducer", session: session) { state throws(LogError) -> Int in
            let number = state.nextID()
            state.producers[id] = number
            return number
        }
        return MemoryProducer(core, session: session, id: id, number: number)
    }

    package func recordLimit(of topic: String) throws(LogError) -> Int? {
        nil
    }

    package func makeReader(
        of partition: TopicPartition,
        from start: LogPosition,
        to end: LogPosition?
    ) throws(LogError) -> any LogReader {
        let action = "EventLog.makeReader"
        let range = try core.call(action, session: session) { state throws(LogError) -> (Int64, Int64?) in
            let first = try state.resolve(start, in: partition, action)
            guard let end = state.flaw == .stopsOpenReaders ? end ?? .latest : end else { return (first, nil) }
            return (first, try state.resolve(end, in: partition, action))
        }
        return MemoryReader(core, session: session, partition: partition, position: range.0, end: range.1)
    }

    package func maintain(nowMilliseconds: Int64) throws(LogError) {
        try core.call("EventLog.maintain", session: session) { state throws(LogError) in
            state.maintain(nowMilliseconds: nowMilliseconds)
        }
    }

    package func close() {
        core.withState { state in
            if state.session == session {
                state.isOpen = false
            }
        }
    }
}

/// How many records a memory log puts into one batch, so that a test decides where batch borders fall.
package enum HandOut: Sendable, Equatable {
    /// As they were appended: one batch for each append.
    case asAppended
    /// Up to this many records, across appends; at least 1.
    case upTo(Int)
    /// A random number of records from 1 to `limit`, decided by the seed.
    case random(seed: UInt64, limit: Int)
}
