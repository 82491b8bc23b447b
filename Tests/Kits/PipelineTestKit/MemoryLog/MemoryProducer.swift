import LogPort

/// A producer of a ``MemoryLog``.
final class MemoryProducer: LogProducer {
    private let core: MemoryCore
    private let session: Int
    private let id: String
    private let number: Int
    private let use = HandleUse()
    private var isClosed = false
    /// A commit threw with the remedy `rewind`: its outcome is unknown, and this producer is done for.
    private var isDoubtful = false

    init(_ core: MemoryCore, session: Int, id: String, number: Int) {
        self.core = core
        self.session = session
        self.id = id
        self.number = number
    }

    func commit(_ transaction: LogTransaction) throws(LogError) -> [Int64] {
        let action = "LogProducer.commit"
        try enter(action)
        defer { use.end() }
        do throws(LogError) {
            return try core.commit(transaction, action, session: session) { state, transaction throws(LogError) in
                guard state.producers[id] == number || state.flaw == .leavesZombiesUnfenced else {
                    throw LogError(
                        .fenced,
                        action: action,
                        message: "a newer producer has the id \(id)",
                        remedy: .stop
                    )
                }
                guard transaction.offsets.isEmpty || state.flaw == .acceptsOffsetsFromProducers else {
                    throw LogError(
                        .unusable,
                        action: action,
                        message: "offsets are committed by a worker, not by a producer",
                        remedy: .stop
                    )
                }
                return try state.append(transaction.appends, action)
            }
        } catch {
            isDoubtful = error.remedy == .rewind
            throw error
        }
    }

    func close() {
        isClosed = true
    }

    private func enter(_ action: String) throws(LogError) {
        guard use.begin() else {
            throw core.withState { $0.refuse("two threads use one producer at the same time", action) }
        }
        if isDoubtful {
            use.end()
            throw core.withState { $0.refuse("the producer has to be made anew after a rewind", action) }
        }
        guard isClosed, core.withState({ $0.flaw != .servesClosedHandles }) else { return }
        use.end()
        throw core.withState { $0.refuse("the producer was closed by its owner", action, code: .closed) }
    }
}
