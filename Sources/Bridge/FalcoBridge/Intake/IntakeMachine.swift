import LogPort

/// Decides for every item of the writer when it is recorded, committed, answered, held, and released.
///
/// ```
///                +--------------------------- asked: not kept ---------------------------+
///                v                                                                       |
///  begin --> collecting --full, flush--> committing --rewind--> asking --no answer--> doubtful
///                ^                        |   |   |               | ^                    |
///                +--------- kept ---------+   |   |               | +------ begin -------+
///                +--------- retry ------------+   |               |
///                +--------- asked: kept ----------|---------------+
///                                                 +--stop--> ended <--stop-- asking; end
/// ```
/// - collecting: the group's items are recorded or being recorded, in the order of arrival; none is kept yet.
/// - committing: the log commits the group; nothing else is taken.
/// - asking: the commit threw and may have been kept anyway; a new producer is made, and the log is read. The group's
///   exchanges still wait, unless it was doubtful before.
/// - doubtful: it is unknown whether the group was kept. Its exchanges were refused, which at worst makes a sender
///   repeat an alert; its batches wait. Nothing is recorded: exchanges are refused, batches are held.
/// - ended: exchanges are refused, batches are held and never recorded.
///
/// In every state: held items come before offered ones, so that the items of one door are kept in the order of arrival;
/// an exchange is answered once, as recorded only after its group was kept; room is released once for each item. Held
/// batches are recorded again in the round that `begin()` begins, until something is refused again.
///
/// Items are numbered from 0, exchanges and batches separately; exchanges are offered without a gap.
struct IntakeMachine: Equatable {
    enum State: Equatable {
        case collecting(IntakeGroup)
        case committing(IntakeGroup)
        case asking(IntakeGroup)
        case doubtful(IntakeGroup)
        case ended
        /// Only while an event is being handled: the payload is changed in place.
        case changing
    }

    /// The answer to an exchange.
    enum Answer: Equatable {
        case asRecorded
        /// 503: nothing of it is kept.
        case refused
    }

    /// What the writer does next, in the order of the list; only the last one of a list leads to another event.
    enum Action: Equatable {
        /// Record it, then say `recorded`.
        case recordExchange(Int)
        /// Record it, then say `recorded`.
        case recordBatch(Int)
        /// Commit what is recorded, then say `kept` or `refused`.
        case commit
        /// Make a new producer and ask the log whether the group was kept, then say `asked` or `notAsked`.
        case renewProducer
        /// The group was kept: its counts and its duplicate entries take effect.
        case keep
        /// The group was not kept: the counters and the duplicate window are as they were before it.
        case forget
        /// Room for others: so many bytes, so many items; these batches are done.
        case release(bytes: Int, count: Int, batches: [Int])
        case answer(Range<Int>, Answer)
        /// Wait before the log is tried again: at once it would refuse again and be kept busy.
        case pause
        /// The log accepts nothing any more.
        case end
    }

    private(set) var state = State.collecting(IntakeGroup())
    /// Batches that are to be recorded, in order.
    private(set) var held: ArraySlice<IntakeGroup.Batch> = []
    /// Whether the held ones are being recorded again.
    private var isTrying = false

    /// Whether something waits to be tried again even if nothing new comes.
    var isWaiting: Bool {
        if case .doubtful = state { return true }
        return !held.isEmpty
    }

    /// Batches that are neither kept nor in a group that may still be kept.
    var unsettledCount: Int {
        if case .doubtful(let group) = state { return held.count + group.batches.count }
        return held.count
    }

    // MARK: Events

    /// A round of work begins.
    mutating func begin() -> [Action] {
        switch state {
        case .collecting:
            isTrying = true
            return next()
        case .doubtful(let group):
            isTrying = true
            state = .asking(group)
            return [.renewProducer]
        case .ended:
            return []
        case .committing, .asking, .changing:
            preconditionFailure("a round begins when the one before is over")
        }
    }

    /// An exchange was taken from the queue.
    mutating func offered(_ exchange: IntakeGroup.Exchange) -> [Action] {
        switch state {
        case .collecting(var group):
            state = .changing
            precondition(group.exchanges.last.map { $0.number + 1 == exchange.number } ?? true, "there is no gap")
            group.exchanges.append(exchange)
            state = .collecting(group)
            return [.recordExchange(exchange.number)]
        case .doubtful, .ended:
            return IntakeGroup(exchanges: [exchange]).refusals
        case .committing, .asking, .changing:
            preconditionFailure("nothing is taken while the outcome of a group is awaited")
        }
    }

    /// A batch was taken from the queue.
    mutating func offered(_ batch: IntakeGroup.Batch) -> [Action] {
        switch state {
        case .collecting(var group) where held.isEmpty:
            state = .changing
            group.batches.append(batch)
            state = .collecting(group)
            return [.recordBatch(batch.number)]
        case .collecting, .doubtful, .ended:
            held.append(batch)
            return []
        case .committing, .asking, .changing:
            preconditionFailure("nothing is taken while the outcome of a group is awaited")
        }
    }

    /// An item was recorded.
    mutating func recorded(isFull: Bool) -> [Action] {
        isFull ? flush() : next()
    }

    /// The recorded items are to be committed now.
    mutating func flush() -> [Action] {
        guard case .collecting(let group) = state, !group.isEmpty else { return [] }
        state = .committing(group)
        return [.commit]
    }

    /// The log kept the group.
    mutating func kept() -> [Action] {
        guard case .committing(let group) = state else { preconditionFailure("only what is committed is kept") }
        return settle(group)
    }

    /// The commit threw.
    mutating func refused(_ remedy: LogError.Remedy) -> [Action] {
        guard case .committing(let group) = state else { preconditionFailure("only what is committed is refused") }
        isTrying = false
        switch remedy {
        case .retry:
            return hold(group) + [.pause]
        case .rewind:
            state = .asking(group)
            return [.renewProducer]
        case .stop:
            defer { state = .ended }
            return hold(group) + [.end]
        }
    }

    /// The log was read: the group was kept or not.
    mutating func asked(wasKept: Bool) -> [Action] {
        guard case .asking(let group) = state else { preconditionFailure("only what is in doubt is asked for") }
        return wasKept ? settle(group) : hold(group) + next()
    }

    /// The log could not be read.
    mutating func notAsked(_ remedy: LogError.Remedy) -> [Action] {
        guard case .asking(var group) = state else { preconditionFailure("only what is in doubt is asked for") }
        isTrying = false
        guard remedy != .stop else {
            defer { state = .ended }
            return hold(group) + [.end]
        }
        let actions = group.refusals
        group.exchanges = []
        state = .doubtful(group)
        return actions + [.pause]
    }

    /// Nothing more is taken.
    mutating func end() {
        if case .doubtful(let group) = state {
            held = group.batches + held
        }
        state = .ended
    }

    // MARK: Ends of a group

    private mutating func settle(_ group: IntakeGroup) -> [Action] {
        state = .collecting(IntakeGroup())
        return [.keep] + group.acknowledgements + next()
    }

    /// Nothing of the group was kept: exchanges are refused, batches are recorded again.
    private mutating func hold(_ group: IntakeGroup) -> [Action] {
        state = .collecting(IntakeGroup())
        held = group.batches + held
        return group.refusals + [.forget]
    }

    /// Records the next held batch, if there is one and it is to be tried.
    private mutating func next() -> [Action] {
        guard isTrying, case .collecting(var group) = state, let batch = held.popFirst() else { return [] }
        state = .changing
        group.batches.append(batch)
        state = .collecting(group)
        return [.recordBatch(batch.number)]
    }
}
