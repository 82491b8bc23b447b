import LogPort

/// A reader of one partition of a ``MemoryLog``.
final class MemoryReader: LogReader {
    private let core: MemoryCore
    private let session: Int
    private let partition: TopicPartition
    private var position: Int64
    private let end: Int64?
    private let use = HandleUse()
    private var isClosed = false

    init(_ core: MemoryCore, session: Int, partition: TopicPartition, position: Int64, end: Int64?) {
        self.core = core
        self.session = session
        self.partition = partition
        self.position = position
        self.end = end
    }

    func next(maxWaitMilliseconds: Int) throws(LogError) -> RecordBatch? {
        let action = "LogReader.next"
        try enter(action)
        defer { use.end() }
        // At the end of its range a reader has nothing to wait for.
        let isAtEnd = end.map { position >= $0 } ?? false
        let batch = try core.waitingCall(
            action,
            session: session,
            maxWaitMilliseconds: isAtEnd ? 0 : maxWaitMilliseconds
        ) { state throws(LogError) in
            try state.read(partition, from: position, to: end, action)
        }
        if let batch {
            position = batch.nextOffset
        }
        return batch
    }

    func close() {
        isClosed = true
    }

    private func enter(_ action: String) throws(LogError) {
        guard use.begin() else {
            throw core.withState { $0.refuse("two threads use one reader at the same time", action) }
        }
        guard isClosed, core.withState({ $0.flaw != .servesClosedHandles }) else { return }
        use.end()
        throw core.withState { $0.refuse("the reader was closed by its owner", action, code: .closed) }
    }
}
