import Lifecycle
import LogPort
import Synchronization

/// A reader inside the owning process: from memory where it keeps up, else from the file.
final class SQLiteLogReader: LogReader {
    private let core: LogCore
    private let cursor: PartitionCursor
    /// Where to stop; nil continues with what is committed later.
    private let end: Int64?
    private let waiter = Waiter()
    private var isClosed = false

    init(_ core: LogCore, _ cursor: PartitionCursor, end: Int64?) {
        self.core = core
        self.cursor = cursor
        self.end = end
    }

    func next(maxWaitMilliseconds: Int) throws(LogError) -> RecordBatch? {
        let deadline = Deadline(afterMilliseconds: maxWaitMilliseconds)
        while true {
            if isClosed { throw .closed("reading \(cursor.source)") }
            try core.check("reading \(cursor.source)")
            if let end, cursor.position >= end { return nil }
            waiter.prepare()
            if let batch = try core.next(cursor, upTo: end) { return batch }
            let places = [(partition: cursor.number, offset: cursor.position)]
            if maxWaitMilliseconds <= 0 || deadline.isOver { return nil }
            if core.state.withLock({ $0.register(waiter, at: places) }) {
                _ = waiter.wait(until: deadline)
                core.state.withLock { $0.unregister(waiter, at: places) }
            }
        }
    }

    func close() {
        isClosed = true
    }
}
