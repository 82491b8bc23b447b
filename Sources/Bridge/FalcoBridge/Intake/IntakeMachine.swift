import LogPort

/// Decides what happens to everything that the writer takes: what is recorded, committed, answered, held, and released.
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
/// - collecting: what is in the group is recorded or being recorded, in the order in which it came; nothing of it is
///   kept.
/// - committing: the group is with the log; nothing else is taken.
/// - asking: the commit threw and may have been kept all the same; a new producer is made, and the log is asked. The
///   group's exchanges still wait, unless it was doubtful before.
/// - doubtful: nobody knows whether the group was kept. Its exchanges were refused, which is right or errs on the side of
///   the sender; its batches wait. Nothing is recorded: exchanges are refused, batches are held.
/// - ended: exchanges are refused, batches are held for nobody.
///
/// In every state: what is held comes before what is offered, so that of one door everything is kept in the order in
/// which it came; an exchange is answered once, as recorded only after its group was kept; room is released once for
/// each item. Held batches are recorded again in the round that `begin()` begins, until something is refused again.
///
/// Items are known by number, counted from 0 for exchanges and batches each; exchanges are offered without a gap.
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

    /// What an exchange is told.
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
        /// The group was kept: what it counted counts, and what it remembered is remembered.
        case keep
        /// The group was not kept: the counters and the duplicate window are as they were before it.
        case forget
        /// Room for others: so many bytes, so many items; these batches are done.
        case release(bytes: Int, count: Int, batches: [Int])
        case answer(Range<Int>, Answer)
        case countRefused(door: Int, count: Int)
        /// Wait before the log is tried again: at once it would refuse again and be kept busy.
        case pause
        /// The log takes nothing any more.
        case end
    }

    private(set) var state = State.collecting(IntakeGroup())
    /// Batches that are to be recorded, in order.
    private(set) var held: ArraySlice<IntakeGroup.Batch> = []
    /// Whether the held ones are being recorded again.
    private var isTrying = false

    /// Whether something waits that is to be tried again although nothing new comes.
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

    /// What was to be recorded is recorded.
    mutating func recorded(isFull: Bool) -> [Action] {
        isFull ? flush() : next()
    }

    /// What is recorded is to be kept now.
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

    /// The log says whether it kept the group.
    mutating func asked(wasKept: Bool) -> [Action] {
        guard case .asking(let group) = state else { preconditionFailure("only what is in doubt is asked for") }
        return wasKept ? settle(group) : hold(group) + next()
    }

    /// The log could not be asked.
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

    /// Nothing of the group was kept: exchanges are told so, batches are recorded again.
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
