import Lifecycle
import LogPort

/// The commits and jobs that wait for the writer, bounded by bytes.
final class CommitQueue: Sendable {
    /// The next work of the writer.
    enum Work: Sendable {
        /// Commits that become one transaction.
        case group([Submission])
        case job(Job)
        /// Nothing came in time.
        case idle
        /// The log is closing and everything was answered.
        case stop
    }

    private enum Entry: Sendable {
        case submission(Submission)
        case job(Job)
    }

    private struct State {
        var entries = Queue<Entry>()
        var byteCount = 0
        var isClosed = false
    }

    private let byteLimit: Int
    private let groupBytes: Int
    private let state = Monitor(State())

    init(byteLimit: Int, groupBytes: Int) {
        self.byteLimit = byteLimit
        self.groupBytes = groupBytes
    }

    /// Adds a commit; waits while the queue is full, but lets a large commit into an empty queue.
    ///
    /// - Throws: ``LogError`` with `closed`.
    func add(_ submission: Submission) throws(LogError) {
        let isOpen = state.wait(until: nil) { state in
            if state.isClosed { return false }
            guard state.entries.isEmpty || state.byteCount + submission.byteCount <= byteLimit else { return nil }
            return true
        }
        guard isOpen == true, enter(.submission(submission), submission.byteCount) else { throw .closed("committing") }
    }

    /// Adds a job.
    ///
    /// - Throws: ``LogError`` with `closed`.
    func add(_ job: Job) throws(LogError) {
        guard enter(.job(job), 0) else { throw .closed("changing the log") }
    }

    /// Refuses new work; waiting work is still done.
    func close() {
        state.change { $0.isClosed = true }
    }

    /// Whether nothing waits.
    var isEmpty: Bool {
        state.change { $0.entries.isEmpty }
    }

    /// Waits for work.
    ///
    /// - Parameters:
    ///   - deadline: When to answer `idle`.
    ///   - lingerMicroseconds: How long a first commit waits for more.
    /// - Returns: A group of neighbors, or the job that is next.
    func next(until deadline: Deadline, lingerMicroseconds: Int) -> Work {
        if lingerMicroseconds > 0, waitForFirst(until: deadline) {
            linger(Deadline(afterMicroseconds: lingerMicroseconds))
        }
        let work = state.wait(until: deadline) { state -> Work? in
            guard !state.entries.isEmpty else { return state.isClosed ? .stop : nil }
            return self.take(&state)
        }
        guard let work else { return .idle }
        // Room for those who wait for it.
        state.change { _ in }
        return work
    }

    private func enter(_ entry: Entry, _ bytes: Int) -> Bool {
        state.change { state in
            guard !state.isClosed else { return false }
            state.entries.append(entry)
            state.byteCount += bytes
            return true
        }
    }

    private func waitForFirst(until deadline: Deadline) -> Bool {
        state.wait(until: deadline) { $0.entries.isEmpty && !$0.isClosed ? nil : true } ?? false
    }

    private func linger(_ deadline: Deadline) {
        _ = state.wait(until: deadline) { $0.byteCount >= self.groupBytes || $0.isClosed ? true : nil }
    }

    private func take(_ state: inout State) -> Work {
        var group: [Submission] = []
        var size = 0
        while let entry = state.entries.first {
            switch entry {
            case .job(let job):
                guard group.isEmpty else { return .group(group) }
                _ = state.entries.popFirst()
                return .job(job)
            case .submission(let submission):
                guard group.isEmpty || size + submission.byteCount <= groupBytes else { return .group(group) }
                _ = state.entries.popFirst()
                state.byteCount -= submission.byteCount
                size += submission.byteCount
                group.append(submission)
            }
        }
        return .group(group)
    }
}
