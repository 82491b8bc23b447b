import LogPort

/// A member of a group of a ``MemoryLog``.
final class MemoryWorker: LogWorker {
    private let core: MemoryCore
    private let session: Int
    private let group: String
    private let id: Int
    private let use = HandleUse()
    private var isClosed = false

    init(_ core: MemoryCore, session: Int, group: String, id: Int) {
        self.core = core
        self.session = session
        self.group = group
        self.id = id
    }

    func poll(maxWaitMilliseconds: Int) throws(LogError) -> WorkerEvent {
        let action = "LogWorker.poll"
        try enter(action)
        defer { use.end() }
        var found: WorkerEvent?
        let event = try rewindingAfterFault { () throws(LogError) in
            try core.waitingCall(action, session: session, maxWaitMilliseconds: maxWaitMilliseconds) {
                state throws(LogError) in
                found = try state.poll(group: group, id: id, action)
                return found
            }
        } untold: {
            // Records come again after the rewind; changes of ownership would not.
            if case .records = found { nil } else { found }
        }
        return event ?? .idle
    }

    func commit(_ transaction: LogTransaction) throws(LogError) -> [Int64] {
        let action = "LogWorker.commit"
        try enter(action)
        defer { use.end() }
        return try rewindingAfterFault { () throws(LogError) in
            try core.commit(transaction, action, session: session) { state, transaction throws(LogError) in
                try state.commit(transaction, group: group, id: id, action)
            }
        }
    }

    func rewind() throws(LogError) {
        let action = "LogWorker.rewind"
        try enter(action)
        defer { use.end() }
        try rewindingAfterFault { () throws(LogError) in
            try core.call(action, session: session) { state throws(LogError) in
                try state.rewind(group: group, id: id, action)
            }
        }
    }

    func close() {
        isClosed = true
        core.withState { state in
            if state.session == session {
                state.leave(group: group, id: id)
            }
        }
    }

    /// Notes that the member has to rewind when a call throws with that remedy.
    private func rewindingAfterFault<Value>(
        _ body: () throws(LogError) -> Value,
        untold: () -> WorkerEvent? = { nil }
    ) throws(LogError) -> Value {
        do throws(LogError) {
            return try body()
        } catch {
            if error.remedy == .rewind {
                let event = untold()
                core.withState { $0.demandRewind(group: group, id: id, untold: event) }
            }
            throw error
        }
    }

    private func enter(_ action: String) throws(LogError) {
        guard use.begin() else {
            throw core.withState { $0.refuse("two threads use one worker at the same time", action) }
        }
        guard isClosed, core.withState({ $0.flaw != .servesClosedHandles }) else { return }
        use.end()
        throw core.withState { $0.refuse("the worker was closed by its owner", action, code: .closed) }
    }
}
