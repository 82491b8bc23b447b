import Database
import Foundation
import Lifecycle
import LogPort
import Synchronization

/// The thread that owns the writing connection: it makes groups durable, runs jobs, and moves the journal's pages.
///
/// No other connection writes or checkpoints: SQLite before 3.51.3 may lose pages when two do at the same moment
/// (https://www.sqlite.org/wal.html, "the WAL-reset bug").
final class LogWriter: @unchecked Sendable {
    // @unchecked: after `start` everything but `finished` is touched by the writer's thread alone.

    let core: LogCore
    private var open: WriterConnection?
    private var journal = JournalPages()
    private let finished = Monitor(false)

    init(_ connection: WriterConnection, _ core: LogCore) {
        open = connection
        self.core = core
    }

    /// The connection; a precondition fails after the writer has stopped.
    var connection: WriterConnection {
        guard let open else { preconditionFailure("the writer has stopped") }
        return open
    }

    func start() {
        let thread = Thread { [self] in run() }
        thread.name = "log-writer"
        thread.start()
    }

    /// Waits until the thread has answered everything and closed the file.
    func join() {
        _ = finished.wait(until: nil) { $0 ? true : nil }
    }

    private func run() {
        while true {
            // A second without work: time to bring the journal home.
            let deadline = Deadline(afterMilliseconds: 1_000)
            switch core.queue.next(until: deadline, lingerMicroseconds: core.settings.lingerMicroseconds) {
            case .group(let group):
                commit(group)
                checkpoint(
                    after: core.queue.isEmpty ? core.settings.idleCheckpointPages : core.settings.checkpointPages
                )
            case .job(let job):
                job.run(on: self)
                checkpoint(after: core.settings.checkpointPages)
            case .idle:
                checkpoint(after: 1)
            case .stop:
                stop()
                return
            }
        }
    }

    private func stop() {
        let partitions = core.state.withLock { $0.failure == nil ? $0.partitions : [] }
        // A failure here only costs the next start a little time: all of it is derived data.
        do throws(DatabaseError) {
            try connection.transaction { () throws(DatabaseError) in
                for (number, partition) in partitions.enumerated() {
                    try connection.account(number, partition)
                }
            }
            try connection.database.checkpoint(.truncate)
        } catch {
            fail(error, "closing the log")
        }
        open = nil
        finished.change { $0 = true }
    }

    /// Moves the journal's pages into the database once there are this many.
    private func checkpoint(after limit: Int) {
        let database = connection.database
        guard journal.pending(of: database.walPageCount) >= limit else { return }
        Failpoint.beforeCheckpoint.pass()
        do throws(DatabaseError) {
            journal.moved = try database.checkpoint(.passive).movedPageCount
        } catch {
            // The next commit reports a full disk; until then the pages are safe in the journal.
            journal.moved = database.walPageCount
            fail(error, "checkpointing")
        }
        Failpoint.afterCheckpoint.pass()
    }

    /// Notes an error after which the content of the disk is unknown: from now on the log refuses everything.
    @discardableResult
    func fail(_ error: DatabaseError, _ action: String) -> LogError {
        let failure = LogError(error, action: action)
        if failure.remedy == .stop {
            core.state.withLock { $0.failure = $0.failure ?? failure }
        }
        return failure
    }
}

/// The part of the write-ahead log that is not in the database yet.
struct JournalPages {
    /// Pages that the last checkpoint had moved.
    var moved = 0

    /// Counts the pages that wait to be moved; fewer in the journal than were moved means that it began again.
    mutating func pending(of count: Int) -> Int {
        if count < moved {
            moved = 0
        }
        return count - moved
    }
}
